"""The catalogue of diagnostic codes. A code is a word, and stays what it is: people silence and search it.

Each has a fixture under tests/bad/ and a row in docs/diagnostics.md; tests hold the three against each other.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Code(NamedTuple):
    severity: Severity
    meaning: str


def _error(meaning: str) -> Code:
    return Code(Severity.ERROR, meaning)


def _warning(meaning: str) -> Code:
    return Code(Severity.WARNING, meaning)


def _note(meaning: str) -> Code:
    return Code(Severity.NOTE, meaning)


CODES: dict[str, Code] = {
    # source: files and their syntax
    "no-specs": _error("The specs folder is missing or holds no spec."),
    "unreadable": _error(
        "A file cannot be opened, is not UTF-8 text, or is a link out of the specs folder or in a loop."
    ),
    "too-large": _error(
        "A file is larger than 10 MB, nested deeper than 64 levels, or unfolds (aliases) to more than a million values."
    ),
    "syntax": _error("A file is not valid YAML, Jsonnet or Markdown with a front matter."),
    "duplicate-key": _error("A mapping holds the same key twice; YAML readers would silently keep the last."),
    "yaml-surprise": _error(
        "A plain scalar that YAML 1.1 and 1.2 readers understand differently (`on`, `no`, `12:30`, `010`, `1_000`, `1e3`, dates), a merge key or a tag."
    ),
    "jsonnet": _error(
        "A Jsonnet file fails, takes too long, needs too much memory, or imports from outside the specs folder."
    ),
    # spec: the shape of a document
    "unknown-kind": _error("`apiVersion` or `kind` is missing or names nothing slosmith knows."),
    "unknown-key": _error("A key that this object does not have."),
    "missing-key": _error("A key that this object must have."),
    "wrong-type": _error("A value of the wrong type."),
    "bad-value": _error("A value outside what the field allows."),
    "bad-name": _error("A name or id with characters that are unsafe in a path, a label or a series name."),
    "bad-text": _error(
        "Text with control characters, a label value with quotes, backslashes, newlines or `{{`, or a template of an alert that Prometheus would refuse."
    ),
    "bad-duration": _error("A duration that Prometheus would not read, or that this field does not allow."),
    "target-range": _error(
        "A target that is not a percentage between 1 and 100; a ratio such as 0.999 is refused because it reads as 0.999%."
    ),
    "window-range": _error("An SLO window outside 1h to 90d."),
    # environments: what changes the other documents before they are read
    "environment-file": _error(
        "An Environment that is not in a file of its own name in `environments/` below the specs folder, or another document in there."
    ),
    "overlay-idle": _warning("A value of an environment that is what the base says already."),
    # checks: across fields and files
    "duplicate-id": _error("Two objects share an id or a name that must be unique."),
    "duplicate-series": _error(
        "Two rules would record the same series, or two alerts share name and labels."
    ),
    "unknown-reference": _error(
        "A name that refers to nothing: a severity, a label, a playbook, an alert, an SLO, a service, a team, a target, a warning."
    ),
    "playbook-unwritten": _warning(
        "A playbook is linked, and the spec holds no playbooks at all, so nobody can tell whether it exists."
    ),
    "playbook-orphan": _warning(
        "An alert and a playbook that do not name each other, or one of them that names nothing of the kind."
    ),
    "playbook-section": _warning("A playbook lacks a section that its type asks for."),
    "placeholder": _warning(
        "A placeholder of a communication template is not declared, or is declared and not used."
    ),
    "label-collision": _error(
        "A label that slosmith sets is named by group_by, by labels, or may come out of an expression; Prometheus would refuse the result of the rule."
    ),
    "ladder-compares": _warning(
        "An expression with `levels` compares already; the levels compare what is left."
    ),
    "label-lost": _warning("A text of an alert names a label that its expression does not keep."),
    "label-unknown": _warning(
        "An alert's expression keeps whatever labels its series carry, and the instrumentation contract does not say which; one that slosmith sets would be overwritten."
    ),
    "promql": _error("An expression that Prometheus does not parse."),
    "promql-type": _error("An expression of the wrong type: a rule needs an instant vector."),
    "promql-extended": _error(
        "Syntax or a name that only Prometheus 3 has, without `promql: extended` in the Project."
    ),
    "events-ratio": _error(
        "A division of rates by rates where an SLI counts events: it is a ratio, and NaN when there are none."
    ),
    "not-finite": _error("An SLI computes with NaN, Inf or a division by zero."),
    "maybe-not-finite": _warning(
        "Counted events may be NaN or infinite: a division by what may be zero, a root or logarithm of what may be negative."
    ),
    "never-matches": _error(
        "The sides of an operation have no label set in common, so that the expression never gives anything."
    ),
    "sum-vanishes": _error(
        "Counters that are added up in a way that gives nothing while one of them does not exist."
    ),
    "difference": _error("An SLI that subtracts counters, which is wrong while one of them does not exist."),
    "no-effect": _error(
        "A key that has no effect where it stands, so that what its author expects is not there."
    ),
    "never-true": _error(
        "A threshold that the expression can never reach: a ratio above 1, a count of 0, less than 0 of what is never negative."
    ),
    "no-series": _error("A selector whose matchers on one label contradict each other."),
    "quantile-without-le": _error("histogram_quantile() over buckets that were aggregated without `le`."),
    "always-one": _error("Each series of a part of a metric divided by itself in the whole, which is 1."),
    "dead-branch": _warning("A part of an expression can never give anything; the rest of it still can."),
    "always-true": _warning("A comparison that every value satisfies, as `>= 0` of what is never negative."),
    "or-zero": _warning(
        "`or vector(0)` beside results with labels, of which it is none, or for missing good events, which then are all bad."
    ),
    "or-hides": _warning(
        "`or` between the rates of two counters: series of the same labels hide each other, and are not added up."
    ),
    "matcher-pattern": _warning(
        "`=` with a value that reads as a regular expression, or `=~` with a placeholder such as `5xx`."
    ),
    "matcher-variable": _warning(
        "A label matcher with a variable of another tool (`$job`, `${JOB}`, `{{ .job }}`), which nothing fills in."
    ),
    "bad-outside-total": _error(
        "The bad or good events of a ratio cannot be among all events: matchers of the two contradict each other."
    ),
    "bucket-as-bad": _warning("A bucket of fast events is counted as bad."),
    "never-bad": _error("An SLI in which nothing can ever be bad."),
    "always-bad": _error("An SLI in which everything is always bad."),
    "not-events": _error("A ratio of what is no number of events: a quantile, a condition, another unit."),
    "for-outlasts": _warning(
        "A `for` as long as the range of `increase(...) > 0`: a single event never fires the alert."
    ),
    "not-a-counter": _warning(
        "rate() of a recording, or of what is named like a gauge or a rate: it is 0 or noise."
    ),
    "never-absent": _note(
        "An SLI has a value even while none of its series exist, so its alert on missing data never fires."
    ),
    "window-placement": _error(
        "`$window` is missing, or stands outside rate() or another function that does not grow with the window."
    ),
    "window-scrape": _error("A window shorter than twice the scrape interval: it is empty or off-phase."),
    "window-short": _warning("A window shorter than four scrape intervals: one lost scrape empties it."),
    "window-degenerate": _warning(
        "The SLO window is too short for burn-rate alerts; `budget_window` or `policy: breach` fits better."
    ),
    "tier-unreachable": _error(
        "A burn-rate tier that can never fire, or that fires while the objective is met."
    ),
    "alert-untested": _warning(
        "A hand-written alert without a test in which it fires, or without one in which it stays quiet."
    ),
    "no-condition": _warning(
        "An alert's expression has no condition, so it fires for ever as soon as its series exist."
    ),
    "raw-counter": _warning("A counter is read without rate() or increase(); its value grows for ever."),
    "raw-buckets": _warning(
        "histogram_quantile() over cumulative buckets without rate(): a quantile of the whole lifetime that stays silent in a slowdown."
    ),
    "unmatched-division": _warning(
        "The sides of an operation keep different labels, so that in all likelihood no series of one matches one of the other."
    ),
    "metric-type": _error("A metric is used against its type in the instrumentation contract."),
    "metric-unpromised": _warning("An expression reads a metric that no Metrics document promises."),
    "label-unpromised": _warning(
        "A selector names a label that the instrumentation contract does not promise for this metric."
    ),
    "label-exported": _warning(
        "A promised label that every scrape target has too; Prometheus renames it to exported_*."
    ),
    "bucket-bound": _error(
        "A latency threshold or an `le` that is not a bucket bound of its histogram, or lies above the largest."
    ),
    "bucket-unknown": _note(
        "The bucket bounds of a histogram are not promised, so the threshold cannot be checked."
    ),
    "threshold-unit": _error("A threshold given as a duration for a histogram that does not count seconds."),
    "retention-short": _warning("Prometheus keeps data for less time than an SLO window."),
    "retention-unknown": _note(
        "The Project does not say how long Prometheus keeps data; its default of 15d is shorter than an SLO window."
    ),
    # on call: who is told of what
    "no-oncall": _note(
        "There is no OnCall document, so the generated Alertmanager configuration tells nobody of anything."
    ),
    "no-receiver": _warning("Alerts reach nobody, or a page reaches nobody who would be woken by it."),
    "watchdog-unheard": _note(
        "The Watchdog has no receiver, so nobody notices when alerting itself is broken."
    ),
    "route-unreachable": _warning(
        "A route that no alert can reach, because none matches it or an earlier route takes them all; or a team that owns no alert."
    ),
    "promise-broken": _warning("An alert that does not reach the receivers that its severity promises."),
    "receiver-unused": _warning("A receiver, a role's pager or a time interval that nothing uses."),
    "repeat-interval": _error(
        "repeat_interval is shorter than group_interval; Alertmanager would wait for the longer one."
    ),
    "inhibition-self": _error("An inhibition whose source and target can be the same alert."),
    "inhibition-idle": _warning("An inhibition for which no two alerts are a pair."),
    "page-muted": _warning(
        "Something may mute an alert that pages: an inhibition, which leaves it open in PagerDuty for ever, or a time interval."
    ),
    "escalation-late": _warning("An escalation that is slower than the response that a severity promises."),
    "alertmanager-base": _error(
        "The Alertmanager configuration that the Project names cannot be read or takes a name of ours."
    ),
    "accept-unused": _warning("An `accept` that silences nothing."),
    "version": _error("The named version of a server is older than what slosmith's output needs."),
    # deployment: what a cluster or a ruler takes
    "target-needs": _error("A target that needs another, which `targets` leaves out."),
    "target-idle": _warning("The Project has options of a target that `targets` leaves out."),
    "object-too-large": _error(
        "A Kubernetes object that would be larger than a cluster takes, and cannot be divided."
    ),
    "ruler-limit": _error(
        "Rules that a ruler other than Prometheus refuses: too many in a group or for a tenant, or in need of what it does not have."
    ),
    # output and verification
    "stale": _error("`output/` is not what the specs compile to."),
    "not-ours": _error(
        "A file that slosmith would write exists and is not one that it generated, or the path leaves the output folder."
    ),
    "write-failed": _error(
        "The output folder, the folder for temporary files or a report could not be written; what was there still stands."
    ),
    "promtool": _error("promtool refuses a generated rule."),
    "amtool": _error(
        "amtool refuses the generated configuration, a notification text, or routes an alert to others than expected."
    ),
    "object-shape": _error(
        "A generated object or rule file for deployment is not what its schema says, or not what the other files say."
    ),
    "route-mismatch": _error("routes.yaml and alertmanager.yaml disagree about whom an alert reaches."),
    "rule-shape": _error(
        "A rule file breaks a rule that promtool does not check: a range vector as expression, a label that is not text, a second document, the same rule in two files."
    ),
    "dashboard-shape": _error(
        "A dashboard is not what Grafana or its reader needs: a wrong field, an overlap or gap, a missing text, a title or uid that two share, a query that is no PromQL or reads a series that no rule records."
    ),
    "shell-syntax": _error("A shell block of a playbook that bash does not parse."),
    "link-broken": _error("A page links to a page or an anchor that is not there."),
    "ruletest-failed": _error(
        "A generated test does not come out as it should: promtool saw the rules do something else."
    ),
    "ruletest-hollow": _error(
        "A generated test that promtool would let pass without looking: no rules, no assertions, an alert that is not there or never fires."
    ),
    "ruletest-untested": _note(
        "Series for the rules of an SLO to read cannot be made up (a native histogram, an expression that is too much for slosmith), so only its alerts are tested."
    ),
    # diff: what is compared with
    "no-repository": _error("The specs folder is in no git repository that git would read."),
    "repository-broken": _error("A git repository that lacks objects, or has some that git cannot read."),
    "revision-unknown": _error(
        "A revision that git does not know; or no main branch, no commit yet or no common ancestor to compare with."
    ),
    "revision-broken": _error("The specs of the revision that is compared with do not compile."),
    "tool-missing": _warning(
        "A tool that `check` needs is not installed, or too old, so its check did not run."
    ),
    "tool-crashed": _error("A tool died or hung instead of giving an answer."),
}
