"""An Alertmanager configuration that was there before: can it be read, and do its names leave room for ours?"""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.diagnostics import Diagnostic, Related, diagnose
from slosmith.origin import Origin
from slosmith.plan.model import Plan
from slosmith.routing.config import Fault, read_config
from slosmith.source import Document
from slosmith.spec import Spec


def base_exists(spec: Spec) -> Iterator[Diagnostic]:
    for project, origin in spec.projects[:1]:
        if project.alertmanager is not None and not spec.base:
            yield diagnose(
                "unknown-reference",
                f"there is no file `{project.alertmanager.base}` below the specs folder",
                origin.at("alertmanager", "base").span(),
                "the path is relative to this file",
            )


def base_is_readable(spec: Spec) -> Iterator[Diagnostic]:
    for document in spec.base[1:]:
        yield diagnose(
            "alertmanager-base",
            "the file holds more than one YAML document, and Alertmanager reads only the first",
            document.span(),
            "remove the others",
        )
    for document in spec.base[:1]:
        config = read_config(document.data)
        if isinstance(config, Fault):
            yield _unreadable(document, config)


def _unreadable(document: Document, fault: Fault) -> Diagnostic:
    return diagnose(
        "alertmanager-base",
        f"this is not an Alertmanager configuration: {fault.message}",
        document.span(fault.path),
        "`amtool check-config` tells whether Alertmanager takes it",
    )


def own_names(plan: Plan) -> Iterator[Diagnostic]:
    """Receivers and time intervals share one list with theirs."""
    oncall = plan.oncall
    if oncall.base is None:
        return
    named: list[tuple[str, str, Origin, tuple[str, ...]]] = [
        ("receiver", each.name, each.origin, oncall.base.receivers) for each in oncall.receivers
    ]
    named += [("time interval", each.name, each.origin, oncall.base.intervals) for each in oncall.intervals]
    for what, name, origin, theirs in named:
        if name in theirs:
            yield diagnose(
                "alertmanager-base",
                f"the configuration that is there already has a {what} `{name}`",
                oncall.base.origin.span(),
                "rename one of the two",
                [Related("ours follows from this", origin.span())],
            )
