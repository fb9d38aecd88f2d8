"""What is said of several environments: shared things once, others with the names of those that have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.environments.together import together
from slosmith.pipeline import NoSuchEnvironment, Results, compile_all, compile_specs, plan_specs
from slosmith.source.files import SpecFile, load

GOLDEN = Path(__file__).parents[2] / "golden" / "environments" / "specs"
HEAD = "apiVersion: slosmith/v1\nkind: "
ALWAYS = "no-condition"
SHOP = f"""{HEAD}Service
name: shop
alerts:
  - {{name: Always, expr: max(a), severity: high, accept: [{{code: alert-untested, reason: A test.}}]}}
  - {{name: Often, expr: max(a) > 5, severity: high, accept: [{{code: alert-untested, reason: A test.}}]}}
"""


def said(*texts: str) -> list[Diagnostic]:
    return [diagnose("promql", text, Span("a.yaml")) for text in texts]


def messages(found: tuple[Diagnostic, ...]) -> list[str]:
    return [each.message for each in found]


def test_what_the_base_has_is_told_once() -> None:
    assert messages(together(said("x"), {"dev": said("x"), "prod": said("x")})) == ["x"]


def test_what_only_environments_have_names_them() -> None:
    others = {"dev": said("x", "y"), "prod": said("x", "z"), "test": said("x")}
    assert messages(together(said("z"), others)) == [
        "environment dev: y",
        "environments dev, prod, test: x",
        "z",
    ]


def compiled(folder: Path, **environments: str) -> Results:
    (folder / "environments").mkdir()
    (folder / "shop.yaml").write_text(SHOP)
    for name, text in environments.items():
        (folder / "environments" / f"{name}.yaml").write_text(f"{HEAD}Environment\nname: {name}\n{text}\n")
    return compile_all(folder)


def of(results: Results, code: str) -> list[str]:
    return [each.message.split(":")[0] for each in results.diagnostics if each.code == code]


def test_a_warning_of_all_is_told_once(tmp_path: Path) -> None:
    results = compiled(tmp_path, dev="alerts: {Often: {for: 5m}}", prod="")
    assert of(results, ALWAYS) == [
        "the expression has no condition, so the alert fires as long as its series exist"
    ]
    assert not results.failed


ACCEPT = "accept: [{code: no-condition, reason: It is a drill.}]"


@pytest.mark.parametrize(
    "where", ["alerts: {Often: {%s, expr: max(b)}}", "alerts: {Often: {expr: max(b)}}\n%s"]
)
def test_an_environment_accepts_what_is_its_own(tmp_path: Path, where: str) -> None:
    """In the object, where it stands beside what the base accepts, or for the whole environment."""
    results = compiled(tmp_path, dev=where % ACCEPT, prod="")
    assert of(results, ALWAYS) == [
        "the expression has no condition, so the alert fires as long as its series exist"
    ]
    own = [each for each in results.accepted if each.diagnostic.message.startswith("environment dev: ")]
    assert {each.reason for each in own} == {"It is a drill."}
    assert of(results, "accept-unused") == []


def test_what_one_environment_accepts_holds_for_no_other(tmp_path: Path) -> None:
    change = "alerts: {Often: {expr: max(b)}}\n"
    results = compiled(tmp_path, dev=change + ACCEPT, prod=change)
    assert "environment prod" in of(results, ALWAYS)


def test_the_base_may_accept_what_only_an_environment_has(tmp_path: Path) -> None:
    accepted = SHOP.replace(
        "max(a) > 5, severity: high, accept: [", f"max(a) > 5, severity: high, {ACCEPT[:-1]}, "
    )
    (tmp_path / "shop.yaml").write_text(accepted)
    alone = compile_all(tmp_path)
    assert "accept-unused" in {each.code for each in alone.diagnostics}
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "dev.yaml").write_text(
        f"{HEAD}Environment\nname: dev\nalerts: {{Often: {{expr: max(b)}}}}\n"
    )
    assert "accept-unused" not in {each.code for each in compile_all(tmp_path).diagnostics}
    # Whoever compiles less than all of it cannot tell.
    assert "accept-unused" not in {
        each.code for each in compile_specs(tmp_path, environment="dev").diagnostics
    }


def test_one_alone_names_itself(tmp_path: Path) -> None:
    compiled(tmp_path, dev="alerts: {Often: {expr: max(b) >}}")
    [fault] = [
        each for each in compile_specs(tmp_path, environment="dev").diagnostics if each.code == "promql"
    ]
    assert fault.message.startswith("environment dev: ")
    assert not compile_specs(tmp_path).failed, "the base is not at fault"
    assert compile_all(tmp_path).failed


def test_every_mistake_of_every_environment_is_told_at_once(tmp_path: Path) -> None:
    results = compiled(
        tmp_path, dev="alerts: {Oftn: {for: 1m}}", prod="alerts: {Often: {for: 1}}", test="services: [a]"
    )
    assert {each.span.file.rpartition("/")[2] for each in results.diagnostics if each.severity == "error"} == {
        "dev.yaml", "prod.yaml", "test.yaml",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("target: 99%", "targe: 99%"), ["unknown-key"]),
        (("kind: Service", "kind: service"), ["unknown-kind"]),
    ],
)
def test_a_mistake_in_what_an_environment_changes_is_one(
    tmp_path: Path, wrong: tuple[str, str], told: list[str]
) -> None:
    """It gives the key that is misspelt, or speaks of an SLO that only seems not to be there."""
    slo = "{id: S, title: T, target: 99%, sli: {ratio: {bad: a_total, total: b_total}}}"
    text = f"{HEAD}Service\nname: shop\nslos: [{slo}]\n"
    (tmp_path / "environments").mkdir()
    (tmp_path / "shop.yaml").write_text(text.replace(*wrong))
    (tmp_path / "environments" / "dev.yaml").write_text(
        f"{HEAD}Environment\nname: dev\nslos: {{S: {{target: 95%}}}}\n"
    )
    found = compile_all(tmp_path).diagnostics
    assert [each.code for each in found] == told
    assert "environment" not in found[0].message and "did you mean" in found[0].hint


def test_an_environment_that_is_not_there() -> None:
    for compile_ in (compile_specs, plan_specs, compile_all):
        with pytest.raises(
            NoSuchEnvironment, match="there is no environment `stagin`; did you mean `staging`"
        ):
            compile_(GOLDEN, environment="stagin")


def test_the_files_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    def counting(file: SpecFile) -> object:
        loaded.append(file.file)
        return load(file)

    monkeypatch.setattr("slosmith.source.load", counting)
    assert compile_all(GOLDEN).environments == ("eu2", "staging")
    assert sorted(loaded) == sorted(set(loaded))
    assert len(loaded) == 3


def test_an_alertmanager_of_its_own(tmp_path: Path) -> None:
    """Its file is a spec for nobody, and its path is relative to the file that names it."""
    folder = tmp_path / "specs"
    (folder / "environments").mkdir(parents=True)
    (folder / "shop.yaml").write_text(SHOP)
    (folder / "alertmanager.yml").write_text("route: {receiver: theirs}\nreceivers: [{name: theirs}]\n")
    (folder / "environments" / "prod.yaml").write_text(
        f"{HEAD}Environment\nname: prod\nproject: {{alertmanager: {{base: ../alertmanager.yml}}}}\n"
    )
    results = compile_all(folder)
    assert not results.failed
    [config] = [
        each for each in results.each["prod"].artifacts if each.path == "alertmanager/alertmanager.yaml"
    ]
    assert "theirs" in config.text
