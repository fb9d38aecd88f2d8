"""slosmith: SLOs and alerts as code. One spec compiles to everything Prometheus and the people on call need."""

from importlib import import_module
from typing import TYPE_CHECKING

from slosmith.version import __version__

if TYPE_CHECKING:
    from slosmith.artifact import Artifact
    from slosmith.diagnostics import Diagnostic
    from slosmith.pipeline import Result, compile_specs
    from slosmith.targets import Target

__all__ = ["Artifact", "Diagnostic", "Result", "Target", "__version__", "compile_specs"]

# Loaded when they are used: `slosmith --help` must not pay for a compiler.
_HOMES = {
    "Artifact": "slosmith.artifact",
    "Diagnostic": "slosmith.diagnostics",
    "Result": "slosmith.pipeline",
    "Target": "slosmith.targets",
    "compile_specs": "slosmith.pipeline",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
