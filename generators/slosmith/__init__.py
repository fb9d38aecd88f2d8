"""slosmith: SLOs and alerts as code. One spec compiles to everything Prometheus and the people on call need.

The names here are the library; docs/api.md shows how they are used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from slosmith.version import __version__

if TYPE_CHECKING:
    from slosmith.api import write
    from slosmith.artifact import Artifact
    from slosmith.chosen import UnknownTarget
    from slosmith.diagnostics import Diagnostic, Related, Span
    from slosmith.output import Changes
    from slosmith.pipeline import NoSuchEnvironment, Result, compile_specs
    from slosmith.plan.model import (
        Alert,
        AlertKind,
        Group,
        Plan,
        ProjectPlan,
        Recording,
        ServicePlan,
        SloPlan,
    )
    from slosmith.plan.oncall_model import OnCallPlan
    from slosmith.plan.pages_model import PlaybookPlan, TemplatePlan
    from slosmith.plan.rule_files import ServiceRules
    from slosmith.targets.base import Fragment, Package, Target

__all__ = [
    "Alert",
    "AlertKind",
    "Artifact",
    "Changes",
    "Diagnostic",
    "Fragment",
    "Group",
    "NoSuchEnvironment",
    "OnCallPlan",
    "Package",
    "Plan",
    "PlaybookPlan",
    "ProjectPlan",
    "Recording",
    "Related",
    "Result",
    "ServicePlan",
    "ServiceRules",
    "SloPlan",
    "Span",
    "Target",
    "TemplatePlan",
    "UnknownTarget",
    "__version__",
    "compile_specs",
    "write",
]

_NAMES = {
    "slosmith.api": ("write",),
    "slosmith.artifact": ("Artifact",),
    "slosmith.diagnostics": ("Diagnostic", "Related", "Span"),
    "slosmith.output": ("Changes",),
    "slosmith.pipeline": ("NoSuchEnvironment", "Result", "compile_specs"),
    "slosmith.plan.model": (
        "Alert",
        "AlertKind",
        "Group",
        "Plan",
        "ProjectPlan",
        "Recording",
        "ServicePlan",
        "SloPlan",
    ),
    "slosmith.plan.oncall_model": ("OnCallPlan",),
    "slosmith.plan.pages_model": ("PlaybookPlan", "TemplatePlan"),
    "slosmith.plan.rule_files": ("ServiceRules",),
    "slosmith.targets.base": ("Fragment", "Package", "Target"),
    "slosmith.chosen": ("UnknownTarget",),
}
# Loaded when they are used: `slosmith --help` must not pay for a compiler.
_HOMES = {name: home for home, names in _NAMES.items() for name in names}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
