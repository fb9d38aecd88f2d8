"""What holds of every environment, whatever the specs say."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from slosmith.codes import Severity
from slosmith.output import apply_trees
from slosmith.pipeline import Results, compile_all
from tests.properties.specs import Document, specs
from tests.properties.test_properties import SETTINGS

HEAD = {"apiVersion": "slosmith/v1", "kind": "Environment"}


def written(documents: Mapping[str, Document]) -> Results:
    with TemporaryDirectory() as folder:
        for path, document in documents.items():
            file = Path(folder, path)
            file.parent.mkdir(exist_ok=True)
            file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        results = compile_all(Path(folder))
    wrong = [each.message for each in results.diagnostics if each.severity is Severity.ERROR]
    assert wrong == []
    return results


def compiled(base: Sequence[Document], **environments: Document) -> Results:
    files = {f"{number}.yaml": each for number, each in enumerate(base)}
    return written(files | {f"environments/{name}.yaml": each for name, each in environments.items()})


def environment(name: str, **more: Any) -> Document:
    return {**HEAD, "name": name, **more}


def texts(results: Results) -> dict[str, dict[str, str]]:
    return {
        name: {each.path: each.text for each in result.artifacts} for name, result in results.each.items()
    }


@given(specs())
@settings(max_examples=20, **SETTINGS)
def test_an_empty_environment_is_the_base(documents: list[Document]) -> None:
    results = compiled(documents, one=environment("one"))
    assert texts(results)["one"] == texts(results)[""] == texts(compiled(documents))[""]
    with TemporaryDirectory() as folder:
        output = Path(folder, "output")
        assert apply_trees(results.trees(), output).diagnostics == ()
        listed = (output / "environments/one/.slosmith").read_text()
        base = (output / ".slosmith").read_text()
        assert base.replace("environments/one/.slosmith\n", "") == listed


@given(specs())
@settings(max_examples=20, **SETTINGS)
def test_what_says_the_same_is_the_base_and_says_so(documents: list[Document]) -> None:
    """Everything that a document of the base says, said again."""
    found = [each for each in documents if each["kind"] == "Service"]
    fixed = ("apiVersion", "kind", "name", "slos", "alerts")
    services = {each["name"]: {k: v for k, v in each.items() if k not in fixed} for each in found}
    slos = {
        slo["id"]: {k: v for k, v in slo.items() if k not in ("id", "accept")}
        for each in found
        for slo in each.get("slos", [])
    }
    results = compiled(documents, same=environment("same", services=services, slos=slos))
    assert texts(results)["same"] == texts(results)[""]
    assert {each.code for each in results.diagnostics if "environment same" in each.message} == {
        "overlay-idle"
    }


TARGETS = ["90%", "95%", "99%"]


@given(specs(), st.randoms(use_true_random=False), st.data())
@settings(max_examples=20, **SETTINGS)
def test_where_a_document_stands_is_irrelevant(documents: list[Document], random: Any, data: Any) -> None:
    """Neither the files of the base nor the order of the keys of an environment matter; nor does another environment."""
    ids = [slo["id"] for each in documents if each["kind"] == "Service" for slo in each.get("slos", [])]
    chosen = data.draw(st.dictionaries(st.sampled_from(ids), st.sampled_from(TARGETS))) if ids else {}
    slos = {
        id_: {"alerting": {"mode": "observe"}, "labels": {"tried": target[:-1]}}
        for id_, target in chosen.items()
    }
    one = environment("one", slos=slos, project={"retention": "90d", "external_labels": {"where": "here"}})
    straight = compiled(documents, one=one)
    shuffled = list(documents)
    random.shuffle(shuffled)
    turned = dict(reversed(list({**one, "slos": dict(reversed(slos.items()))}.items())))
    assert texts(compiled(shuffled, one=turned, other=environment("other")))["one"] == texts(straight)["one"]
