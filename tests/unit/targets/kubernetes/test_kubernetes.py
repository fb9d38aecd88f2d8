"""Objects that a cluster takes: names, sizes, metadata, braces."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.plans import plan_of

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic
from slosmith.pipeline import _rendered, _target_names
from slosmith.plan.build import build_plan
from slosmith.plan.model import About, Alert, AlertKind, Group, Plan
from slosmith.promql.expr import User
from slosmith.source.yaml_reader import read_yaml
from slosmith.spec import read_spec
from slosmith.targets import TARGET_NAMES, USUAL_TARGETS
from slosmith.targets.kubernetes.objects import helm_escaped, indented, safe_name
from slosmith.targets.kubernetes.sizes import ANNOTATIONS, applied_size, cut, too_large
from slosmith.verify import deployment

HEAD = "apiVersion: slosmith/v1\nkind: "
SLO = "slos: [{id: X, title: X, target: 99.9%, sli: {ratio: {bad: bad_total, total: all_total}}}]\n"
ORIGIN = plan_of(f"{HEAD}Service\nname: shop\n").project.deployment.origin
ABOUT = About(AlertKind.HAND_WRITTEN, "high", "sre", "shop")
NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")


def rendered(project: str, service: str = SLO) -> dict[str, Artifact]:
    """What the targets write that a Project with these lines asks for."""
    found = list(_rendered(planned(project, service)))
    artifacts = [each for each in found if isinstance(each, Artifact)]
    assert [each for each in found if isinstance(each, Diagnostic)] == []
    return {each.path: each for each in artifacts}


def planned(project: str, service: str = SLO) -> Plan:
    source = f"{HEAD}Project\nname: test\n{project}\n---\n{HEAD}Service\nname: shop\n{service}"
    reading = read_yaml("specs/test.yaml", source)
    assert reading.diagnostics == ()
    spec, complaints = read_spec(reading.documents)
    assert complaints == ()
    return build_plan(spec, _target_names(spec))


# Which targets are written


def test_deployment_targets_are_off_unless_asked_for() -> None:
    assert set(TARGET_NAMES) - set(USUAL_TARGETS) == {"kubernetes", "mimir", "thanos", "victoriametrics"}
    assert planned("").project.targets == USUAL_TARGETS
    assert planned("thanos: {}").project.targets == (*USUAL_TARGETS, "thanos")
    assert planned("targets: [kubernetes]").project.targets == ("kubernetes",)


def test_a_target_alone_brings_what_it_wraps_and_nothing_else() -> None:
    alone = rendered("targets: [kubernetes]")
    assert {path.partition("/")[0] for path in alone} == {"kubernetes"}
    whole = rendered("kubernetes: {}")
    assert {path: whole[path] for path in alone} == alone
    assert "grafana/dashboards/slo-shop.json" in whole


def test_what_is_not_wanted_is_left_out() -> None:
    paths = rendered("targets: [kubernetes]\nkubernetes: {rules: none, dashboards: none, alertmanager: none}")
    # An empty kustomization would be none.
    assert set(paths) == set()


def test_the_verifier_judges_what_stands_nowhere_else() -> None:
    artifacts = rendered("targets: [kubernetes]")
    assert deployment.verify(list(artifacts.values())) == ()
    path = "kubernetes/dashboard-slo-shop.yaml"
    broken = Artifact(path, artifacts[path].text.replace('"gridPos"', '"gridPosition"', 1))
    found = deployment.verify([*(each for each in artifacts.values() if each.path != path), broken])
    assert {each.code for each in found} == {"dashboard-shape"}
    path = "kubernetes/alertmanager.yaml"
    broken = Artifact(path, artifacts[path].text.replace("group_wait", "group_waits", 1))
    found = deployment.verify([*(each for each in artifacts.values() if each.path != path), broken])
    assert {each.code for each in found} == {"amtool"}


# Metadata


def test_a_namespace_is_only_there_if_somebody_says_it() -> None:
    for option, expected in (("", None), ("namespace: slo", "slo")):
        artifacts = rendered(f"targets: [kubernetes]\nkubernetes: {{{option}}}")
        for each in artifacts.values():
            data = yaml.safe_load(each.text)
            if data["kind"] != "Kustomization":
                assert data["metadata"].get("namespace") == expected


def test_what_the_project_says_wins() -> None:
    artifacts = rendered(
        "targets: [kubernetes]\nkubernetes:\n"
        "  labels: {app.kubernetes.io/managed-by: me}\n"
        "  annotations: {kustomize.toolkit.fluxcd.io/substitute: enabled}"
    )
    data = yaml.safe_load(artifacts["kubernetes/rules-shop.yaml"].text)["metadata"]
    assert data["labels"] == {"app.kubernetes.io/managed-by": "me"}
    assert data["annotations"]["kustomize.toolkit.fluxcd.io/substitute"] == "enabled"


# Names


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40))
@example("__")
@example("A-b_c")
@settings(derandomize=True)
def test_names_are_safe(text: str) -> None:
    assert NAME.fullmatch(safe_name(text))


@given(st.lists(st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True), unique=True, max_size=30))
@example(["a_b", "a-b", "A-b", "a--b", "-a-b"])
@settings(derandomize=True)
def test_names_stay_apart(texts: list[str]) -> None:
    assert len({safe_name(each) for each in texts}) == len(texts)


def test_good_names_are_kept() -> None:
    assert safe_name("slo-shop-2") == "slo-shop-2"


# Sizes


def group(name: str, size: int, rules: int = 1) -> Group:
    text = "<" * (size // rules // 6)
    alerts = [Alert(f"A{n}", {}, {"summary": text}, User("up"), ORIGIN, ABOUT) for n in range(rules)]
    return Group(name, 60, tuple(alerts))


@given(st.lists(st.integers(1, 60), max_size=20))
@settings(derandomize=True, max_examples=50)
def test_groups_are_cut_to_what_an_object_holds(sizes: Sequence[int]) -> None:
    groups = [group(f"g{n}", 1000 * size) for n, size in enumerate(sizes)]
    limit = 60_000
    parts = list(cut(groups, limit))
    assert [each for part in parts for each in part] == groups
    refused = {each.message.split("`")[1] for each in too_large(groups, limit)}
    for part in parts:
        written = [
            [dict(rule.annotations) for rule in each.rules if isinstance(rule, Alert)] for each in part
        ]
        assert applied_size(written) <= limit or {each.name for each in part} <= refused
    # No two neighbours would fit into one.
    for one, other in pairwise(parts):
        assert list(cut([*one, other[0]], limit)) != [(*one, other[0])]


def test_sizes_are_counted_as_kubectl_writes_them() -> None:
    """It escapes what HTML would read, so that a comparison takes six bytes."""
    assert applied_size({"a": "b"}) == len('{"a":"b"}')
    assert applied_size("<>&") == 2 + 3 * len("\\u003c")
    assert applied_size("é\u2028") == 2 + 2 + 6


def test_a_service_that_is_too_large_becomes_two_objects() -> None:
    slos = ", ".join(
        f"{{id: SLO-{n}, title: T{n}, target: 99.9%, sli: {{ratio: {{bad: 'bad_total{{path=\"{n}\"}}', total: 'all_total{{path=\"{n}\"}}'}}}}}}"
        for n in range(40)
    )
    artifacts = rendered("targets: [kubernetes]\nkubernetes: {dashboards: none}", f"slos: [{slos}]\n")
    parts = [path for path in artifacts if path.startswith("kubernetes/rules-shop")]
    assert parts == ["kubernetes/rules-shop.yaml", "kubernetes/rules-shop.2.yaml"]
    groups = []
    for path in parts:
        data = yaml.safe_load(artifacts[path].text)
        assert applied_size(data) < ANNOTATIONS
        assert data["metadata"]["name"] == path.removeprefix("kubernetes/rules-").removesuffix(".yaml").join(
            ("slo-", "")
        )
        groups += [each["name"] for each in data["spec"]["groups"]]
        assert set(artifacts[path].origins) == {each["name"] for each in data["spec"]["groups"]}
    assert len(set(groups)) == len(groups) == 40 * 3
    assert deployment.verify(list(artifacts.values())) == ()


# Text


@given(st.text(st.sampled_from("{}`\"' -\nab"), max_size=30))
@example("{{{a}}}")
@example("{{`{{`}}")
@settings(derandomize=True, max_examples=300)
def test_helm_renders_what_was_escaped(text: str) -> None:
    """Outside of actions Go copies text as it is; inside of one there is nothing but a string in back quotes."""
    escaped = helm_escaped(text)
    rendered, rest = "", escaped
    while "{{" in rest:
        before, _, rest = rest.partition("{{")
        assert rest.startswith("`{{`}}"), escaped
        rendered, rest = rendered + before + "{{", rest.removeprefix("`{{`}}")
    assert rendered + rest == text


def test_yaml_one_level_deeper() -> None:
    tree = {"a": "one\n\n two", "b": [1, {"c": "\x85x\u2028"}], "d": "x\n"}
    text = yaml.safe_dump(tree)
    assert yaml.safe_load(f"top:\n{indented(text)}") == {"top": tree}
    assert json.loads(json.dumps(tree)) == tree
