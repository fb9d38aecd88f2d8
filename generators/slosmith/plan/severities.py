"""The severities: those of the OnCall document, or the four that apply when nobody defines any."""

from __future__ import annotations

from typing import NamedTuple

from slosmith.plan.oncall_model import Notify, Severity
from slosmith.routing.tree import Timers
from slosmith.spec import Spec
from slosmith.spec.oncall import OnCall
from slosmith.spec.oncall.people import SeveritySpec
from slosmith.units import DAY, HOUR, MINUTE

# The owner when there is neither an owner nor a team.
DEFAULT_OWNER = "sre"
DEFAULT_PAGE, DEFAULT_TICKET = "high", "medium"
# The Watchdog fires for ever by design and answers to nobody.
WATCHDOG_SEVERITY = "none"

# PagerDuty answers 400 to any other word, and Alertmanager does not try again.
PAGERDUTY = ("critical", "error", "warning", "info")
# A page that has to be answered at once neither waits for company nor falls silent for hours.
_URGENT, _URGENT_TIMERS = 30 * MINUTE, Timers(10, MINUTE, HOUR)
# group_wait is never 0, so that a page is there in time to mute its ticket. Nothing is repeated less often than
# every five days, since Alertmanager forgets by then that it told of it.
_TIMERS = {
    Notify.PAGE: Timers(30, 5 * MINUTE, 4 * HOUR),
    Notify.TICKET: Timers(MINUTE, 10 * MINUTE, DAY),
    Notify.MESSAGE: Timers(5 * MINUTE, 30 * MINUTE, 3 * DAY),
}


class Usual(NamedTuple):
    """What an SLO that says nothing uses: a severity for pages, one for tickets, and an owner."""

    page: str
    ticket: str
    owner: str


def _timers(notify: Notify, response: int) -> Timers:
    return _URGENT_TIMERS if notify is Notify.PAGE and response <= _URGENT else _TIMERS[notify]


def _default(name: str, rank: int, notify: Notify, response: int, impact: str) -> Severity:
    return Severity(name, notify, response, _timers(notify, response), PAGERDUTY[rank], impact=impact)


DEFAULT_SEVERITIES = (
    _default("critical", 0, Notify.PAGE, 15 * MINUTE, "Service completely unavailable"),
    _default("high", 1, Notify.PAGE, HOUR, "Major feature unavailable"),
    _default("medium", 2, Notify.TICKET, 4 * HOUR, "Degraded service"),
    _default("low", 3, Notify.MESSAGE, 24 * HOUR, "Minor issue"),
)


def oncall_of(spec: Spec) -> OnCall | None:
    return spec.oncalls[0].model if spec.oncalls else None


def severities_of(spec: Spec) -> tuple[Severity, ...]:
    oncall = oncall_of(spec)
    if oncall is None or oncall.severities is None:
        return DEFAULT_SEVERITIES
    return tuple(
        _severity(name, rank, each, oncall) for rank, (name, each) in enumerate(oncall.severities.items())
    )


def also_told(severity: SeveritySpec, oncall: OnCall) -> tuple[str, ...]:
    """The receivers that `also` names: those of roles may be shared ones."""
    shared = {name: role.page.receiver for name, role in oncall.roles.items() if role.page is not None}
    return tuple(shared.get(name) or name for name in severity.also)


def _severity(name: str, rank: int, spec: SeveritySpec, oncall: OnCall) -> Severity:
    notify = Notify(spec.notify)
    said = Timers(spec.group_wait, spec.group_interval, spec.repeat_interval)
    return Severity(
        name=name,
        notify=notify,
        response=spec.response,
        timers=said.over(_timers(notify, spec.response)),
        pagerduty=spec.pagerduty or PAGERDUTY[min(rank, len(PAGERDUTY) - 1)],
        acknowledge=spec.acknowledge or 0,
        impact=spec.impact or "",
        examples=spec.examples,
        also=also_told(spec, oncall),
        group_by=spec.group_by or (),
    )


def usual_of(spec: Spec) -> Usual:
    """`high` and `medium` if they exist, else the mildest page and the most urgent ticket."""
    severities = severities_of(spec)
    names = [each.name for each in severities]
    pages = [each.name for each in severities if each.pages] or names
    tickets = [each.name for each in severities if not each.pages] or names[-1:]
    oncall = oncall_of(spec)
    owner = (oncall.default_team or next(iter(oncall.teams))) if oncall is not None else DEFAULT_OWNER
    return Usual(
        page=DEFAULT_PAGE if DEFAULT_PAGE in pages else pages[-1],
        ticket=DEFAULT_TICKET if DEFAULT_TICKET in tickets else tickets[0],
        owner=owner,
    )
