"""Whether hand-written alerts are tested: seen firing, and seen quiet."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.checks.places import AlertPlace, alerts
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.spec import Spec


def tested(spec: Spec) -> Iterator[Diagnostic]:
    for place in alerts(spec):
        missing = _missing(place)
        if missing:
            yield diagnose(
                "alert-untested",
                f"no test shows that `{place.alert.name}` {' and '.join(missing)}",
                place.origin.at("name").span(),
                "add `tests` beside it: `given` series, `at` a time, `fires: true` or `quiet: true`",
            )


def _missing(place: AlertPlace) -> list[str]:
    tests = place.alert.tests
    fires = any(each.fires for each in tests)
    quiet = any(each.quiet for each in tests)
    # A ladder is only shown to fire when each of its rungs is.
    rungs = {level.severity for level in place.alert.levels}
    shown = {each for test in tests for each in (rungs if test.fires is True else test.fires or ())}
    silent = sorted(rungs - shown)
    found = [] if fires else ["fires"]
    found += [f"fires as {', '.join(silent)}"] if fires and silent else []
    return found + ([] if quiet else ["stays quiet"])


def known_rungs(spec: Spec) -> Iterator[Diagnostic]:
    """A test that waits for a severity which the alert does not have would wait for ever."""
    for place in alerts(spec):
        severities = {level.severity for level in place.alert.levels} or {place.alert.severity or ""}
        for index, test in enumerate(place.alert.tests):
            for each in test.fires if isinstance(test.fires, tuple) else ():
                if each not in severities:
                    yield diagnose(
                        "unknown-reference",
                        f"`{place.alert.name}` has no level of severity `{each}`",
                        place.origin.at("tests", index, "fires").span(),
                        f"it has {', '.join(sorted(severities))}",
                    )
