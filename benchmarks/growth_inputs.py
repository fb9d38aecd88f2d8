"""Specs that grow in one kind of input each: what a person writes many of, and what a stranger may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

Files: TypeAlias = Mapping[str, str]


class Kind(NamedTuple):
    """`files(n)` are specs with so many of it; `start` is an n that takes about a second."""

    start: int
    files: Callable[[int], Files]


_PROJECT = "apiVersion: slosmith/v1\nkind: Project\nname: bench\nretention: 45d\ntargets: [prometheus, alertmanager, oncall]\n"
_ENVIRONMENT = "apiVersion: slosmith/v1\nkind: Environment\nname: prod\n"
_SERVICE = "apiVersion: slosmith/v1\nkind: Service\nname: shop\nowner: sre\n"
_SLO = (
    "slos:\n  - {id: SLO-1, title: Checkout, target: 99.9%, playbook: INC-1,"
    " sli: {ratio: {bad: bad_total, total: all_total}}}\n"
)
_TEAM = "{page: {pagerduty: {routing_key_file: /etc/pd}}, ticket: {slack: {channel: '#c', api_url_file: /etc/slack}}}"
_ONCALL = f"apiVersion: slosmith/v1\nkind: OnCall\nteams:\n  sre: {_TEAM}\n"


def _one(*documents: str) -> Files:
    return {"spec.yaml": "---\n".join(documents)}


def _many(line: Callable[[int], str], count: int) -> str:
    return "".join(map(line, range(count)))


def _service(more: str) -> Files:
    return _one(_PROJECT, _SERVICE + more, _ONCALL)


def _oncall(more: str, service: str = _SLO) -> Files:
    return _one(_PROJECT, _SERVICE + service, _ONCALL + more)


def _alert(number: int) -> str:
    return f"  - {{name: A{number}, expr: max(x{number}) > 1, severity: low}}\n"


def _slo(number: int, more: str = "") -> str:
    return (
        f"  - {{id: SLO-{number}, title: Objective {number}, target: 99.9%, "
        f"sli: {{ratio: {{bad: bad_total, total: all_total}}}}{more}}}\n"
    )


def _base(more: str) -> Files:
    project = _PROJECT + "alertmanager: {base: base.yml}\n"
    base = "route:\n  receiver: theirs\n"
    rest = "" if "receivers:" in more else "receivers: [{name: theirs}]\n"
    return {**_one(project, _SERVICE + _SLO, _ONCALL), "base.yml": base + more + rest}


def _environment(more: str) -> Files:
    return {**_service(_SLO), "environments/prod.yaml": _ENVIRONMENT + more}


_ACCEPT = ", playbook: INC-1, accept: [{code: playbook-unwritten, reason: because}]"

KINDS: Mapping[str, Kind] = {
    "unknown keys, a line each": Kind(10_000, lambda n: _service(_SLO + _many("k{0}: 1\n".format, n))),
    "unknown keys in one line": Kind(
        10_000,
        lambda n: _service(
            "labels_: {"
            + _many("k{0}: 1, ".format, n)
            + "}\nslos: [{"
            + _many("k{0}: 1, ".format, n)
            + "}]\n"
        ),
    ),
    "duplicate keys": Kind(40_000, lambda n: _service("labels: {}\n" * n)),
    "values of the wrong type": Kind(20_000, lambda n: _service("alerts:\n" + "  - 1\n" * n)),
    "anchors and aliases": Kind(
        20_000,
        lambda n: _service(
            "labels:\n" + _many("  l{0}: &a{0} v\n".format, n) + "accept:\n" + _many("  - *a{0}\n".format, n)
        ),
    ),
    "labels of a service": Kind(
        8_000, lambda n: _service("labels:\n" + _many("  l{0}: v\n".format, n) + _SLO)
    ),
    "external labels": Kind(
        8_000,
        lambda n: _one(
            _PROJECT + "external_labels:\n" + _many("  l{0}: v\n".format, n), _SERVICE + _SLO, _ONCALL
        ),
    ),
    "SLOs": Kind(200, lambda n: _service("slos:\n" + _many(_slo, n))),
    "services, a document each": Kind(
        200,
        lambda n: _one(
            _PROJECT, _ONCALL, *(f"{_SERVICE}slos:\n{_slo(i)}".replace("shop", f"s{i}") for i in range(n))
        ),
    ),
    "services, a file each": Kind(
        200,
        lambda n: {
            "project.yaml": _PROJECT,
            **{f"s{i}.yaml": f"{_SERVICE}slos:\n{_slo(i)}".replace("shop", f"s{i}") for i in range(n)},
        },
    ),
    "services of the same name": Kind(1_000, lambda n: _one(_PROJECT, *[_SERVICE + _SLO] * n)),
    "alerts": Kind(1_000, lambda n: _service("alerts:\n" + _many(_alert, n))),
    "alerts of the same name": Kind(5_000, lambda n: _service("alerts:\n" + _alert(0) * n)),
    "unknown references": Kind(
        2_000,
        lambda n: _service(
            "alerts:\n"
            + _many(
                "  - {{name: A{0}, expr: max(x) > 1, severity: sev{0}, slo: SLO-{0}, owner: team{0}, playbook: P{0}}}\n".format,
                n,
            )
        ),
    ),
    "unknown references beside as many names": Kind(
        3_000,
        lambda n: _one(
            _PROJECT,
            _SERVICE
            + "slos:\n"
            + _many(_slo, n)
            + "alerts:\n"
            + _many("  - {{name: A{0}, expr: max(x) > 1, slo: SLO-{0}-X, owner: team{0}x}}\n".format, n),
            _ONCALL + _many((f"  team{{0}}: {_TEAM.replace('{', '{{').replace('}', '}}')}\n").format, n),
        ),
    ),
    "accept entries, each used": Kind(
        500, lambda n: _service("slos:\n" + _many(lambda i: _slo(i, _ACCEPT), n))
    ),
    "accept entries of one object": Kind(
        20_000, lambda n: _service(_SLO + "accept:\n" + "  - {code: window-short, reason: because}\n" * n)
    ),
    "teams, each with alerts": Kind(
        800,
        lambda n: _one(
            _PROJECT,
            _SERVICE
            + "alerts:\n"
            + _many("  - {{name: A{0}, expr: max(x) > 1, severity: low, owner: t{0}}}\n".format, n),
            _ONCALL + _many((f"  t{{0}}: {_TEAM.replace('{', '{{').replace('}', '}}')}\n").format, n),
        ),
    ),
    "teams without alerts": Kind(
        500,
        lambda n: _oncall(_many((f"  t{{0}}: {_TEAM.replace('{', '{{').replace('}', '}}')}\n").format, n)),
    ),
    "receivers": Kind(
        4_000,
        lambda n: _oncall(
            "receivers:\n" + _many("  r{0}: {{webhook: {{url: https://example.com/{0}}}}}\n".format, n)
        ),
    ),
    "severities": Kind(
        1_500,
        lambda n: _oncall(
            "severities:\n  high: {response: 1h, notify: page}\n"
            + _many("  s{0}: {{response: 1d, notify: ticket}}\n".format, n)
        ),
    ),
    "time intervals": Kind(
        4_000, lambda n: _oncall("time_intervals:\n" + _many("  i{0}: [{{weekdays: [monday]}}]\n".format, n))
    ),
    "routes on labels of ours": Kind(
        3_000,
        lambda n: _oncall(
            "routes:\n" + _many("  - {{match: ['service=\"s{0}\"'], receiver: sre-ticket}}\n".format, n)
        ),
    ),
    "routes on one label of series": Kind(
        2_000,
        lambda n: _oncall(
            "routes:\n"
            + _many("  - {{match: ['region=\"r{0}\"'], receiver: sre-ticket, continue: true}}\n".format, n),
            "alerts:\n" + _alert(1),
        ),
    ),
    "routes on a label each": Kind(
        1_500,
        lambda n: _oncall(
            "routes:\n" + _many("  - {{match: ['l{0}=\"v\"'], receiver: sre-ticket}}\n".format, n),
            "alerts:\n" + _alert(1),
        ),
    ),
    "routes on expressions": Kind(
        1_200,
        lambda n: _oncall(
            "routes:\n" + _many("  - {{match: ['region=~\"r{0}-.*\"'], receiver: sre-ticket}}\n".format, n),
            "alerts:\n" + _alert(1),
        ),
    ),
    "matchers of one route": Kind(
        4_000,
        lambda n: _oncall(
            "routes:\n  - receiver: sre-ticket\n    match:\n" + _many("      - 'l{0}!=\"v\"'\n".format, n)
        ),
    ),
    "inhibitions": Kind(
        1_500,
        lambda n: _oncall(
            "inhibitions:\n"
            + _many(
                "  - {{source: ['severity=\"high\"'], target: ['region=\"r{0}\"'], equal: [slo]}}\n".format, n
            )
        ),
    ),
    "routes that are there already": Kind(
        3_000,
        lambda n: _base(
            "  routes:\n" + _many("    - {{matchers: ['a=\"{0}\"'], receiver: theirs}}\n".format, n)
        ),
    ),
    "receivers that are there already": Kind(
        20_000, lambda n: _base("receivers:\n  - name: theirs\n" + _many("  - name: r{0}\n".format, n))
    ),
    "inhibitions that are there already": Kind(
        1_500,
        lambda n: _base(
            "inhibit_rules:\n"
            + _many(
                "  - {{source_matchers: ['a=\"{0}\"'], target_matchers: ['b=\"{0}\"'], equal: [c]}}\n".format,
                n,
            )
        ),
    ),
    "characters of a matcher": Kind(
        4_000_000, lambda n: _oncall("routes:\n  - {receiver: sre-ticket, match: ['a=" + " " * n + "{']}\n")
    ),
    "groups": Kind(
        4_000,
        lambda n: _service("slos:\n" + _slo(1, f", group_by: [{', '.join(f'g{i}' for i in range(n))}]")),
    ),
    "metrics": Kind(
        4_000,
        lambda n: _one(
            _PROJECT,
            _SERVICE + _SLO,
            _ONCALL,
            "apiVersion: slosmith/v1\nkind: Metrics\nmetrics:\n"
            + _many("  - {{name: m{0}_total, type: counter}}\n".format, n),
        ),
    ),
    "buckets": Kind(
        40_000,
        lambda n: _one(
            _PROJECT,
            _SERVICE + _SLO,
            _ONCALL,
            "apiVersion: slosmith/v1\nkind: Metrics\nmetrics:\n"
            f"  - {{name: m_seconds, type: histogram, buckets: [{', '.join(map(str, range(1, n + 1)))}]}}\n",
        ),
    ),
    "playbooks": Kind(
        500,
        lambda n: {
            **_service("slos:\n" + _many(lambda i: _slo(i, f", playbook: INC-{i}"), n // 10)),
            **{
                f"p{i}.md": f"---\napiVersion: slosmith/v1\nkind: Playbook\nid: INC-{i}\ntitle: T{i}\n---\n\nText.\n"
                for i in range(n)
            },
        },
    ),
    "alerts of a playbook": Kind(
        10_000,
        lambda n: {
            **_service("alerts:\n" + _many(_alert, 10)),
            "p.md": "---\napiVersion: slosmith/v1\nkind: Playbook\nid: INC-1\ntitle: T\nalerts:\n"
            + _many("  - B{0}\n".format, n)
            + "---\n\nText.\n",
        },
    ),
    "documents": Kind(10_000, lambda n: _one(_PROJECT, _SERVICE + _SLO, *["kind: Nothing\n"] * n)),
    "keys of an environment": Kind(
        5_000, lambda n: _environment("services:\n  shop:\n" + _many("    k{0}: 1\n".format, n))
    ),
    "SLOs that an environment changes": Kind(
        300,
        lambda n: {
            **_service("slos:\n" + _many(_slo, n)),
            "environments/prod.yaml": _ENVIRONMENT
            + "slos:\n"
            + _many("  SLO-{0}: {{target: 99%}}\n".format, n),
        },
    ),
    "values of a selector's expression": Kind(
        2_000,
        lambda n: _service(
            "alerts:\n  - {name: A, severity: low, expr: 'max(x{a=~\"v"
            + _many("|v{0}".format, n)
            + "\"}) > 1'}\n"
        ),
    ),
    "nested PromQL": Kind(
        20_000,
        lambda n: _service("alerts:\n  - {name: A, severity: low, expr: 'max(x) > 1" + " or x" * n + "'}\n"),
    ),
}
