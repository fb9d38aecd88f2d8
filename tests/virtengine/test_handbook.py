"""Nothing of the document is lost: each of its facts stands in the handbook, or is quoted there as corrected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple

import pytest

from slosmith.markdown.read import anchors, links
from slosmith.pipeline import Result, compile_specs
from slosmith.source import Document, read_specs
from slosmith.verify import pages

from .facts import Fact, blocks, facts
from .leaves import Leaf, handbook_of, leaves, parts, without
from .ledger import Ledger

ROOT = Path(__file__).parents[2]
# As the user wrote it.
DOCUMENT = (Path(__file__).parent / "document.md").read_text("utf-8")
FACTS = tuple(facts(DOCUMENT))
# Has nothing to do with VirtEngine: what its handbook says as well is how every handbook is built.
UNRELATED = ROOT / "tests" / "golden" / "documents" / "specs"


class Way(NamedTuple):
    """A fact, and whether it stands there or is quoted."""

    fact: Fact
    how: str

    def __str__(self) -> str:
        return f"{self.how}: {self.fact}"


def ways(handbook: str | None) -> frozenset[Way]:
    if handbook is None:
        return frozenset()
    standings = Ledger(handbook).standings(FACTS)
    return frozenset(
        Way(fact, how) for fact, each in standings.items() for how in each._fields if getattr(each, how)
    )


@cache
def documents(folder: Path = ROOT / "specs") -> tuple[Document, ...]:
    found, faults = read_specs(folder)
    assert faults == ()
    return found


@cache
def compiled() -> Result:
    result = compile_specs(ROOT / "specs")
    assert not result.failed
    return result


def page(name: str) -> str:
    [found] = (each.text for each in compiled().artifacts if each.path == name)
    return found


def test_the_facts_are_all_that_the_document_says() -> None:
    """Word for word, except for the targets of its links, and for words that only YAML needs."""
    told = {word for fact in FACTS for text in (*fact.path, *fact.texts) for word in re.findall(r"\w+", text)}
    words = set(re.findall(r"\w+", re.sub(r"\]\([^)]*\)", "", DOCUMENT)))
    assert (
        words - told
        == {"alert", "annotations", "bash", "expr", "groups", "labels", "name", "promql", "rules", "yaml"}
        - told
    )
    assert len(FACTS) > 350


def test_every_fact_stands_in_the_handbook_or_is_quoted_as_corrected() -> None:
    standing = {way.fact for way in ways(page("handbook.md"))}
    assert [str(fact) for fact in FACTS if fact not in standing] == []


def test_the_facts_are_held_against_a_handbook_that_lacks_them() -> None:
    assert ways("# Nothing\n\nNothing at all.\n") == frozenset()


class Carried(NamedTuple):
    """A leaf, and what is no longer said, or no longer quoted, in the handbook without it."""

    leaf: Leaf
    lost: frozenset[Way]


class Apart(NamedTuple):
    """A document, what its handbook has of the facts, and the leaves that carry them."""

    document: Document
    whole: frozenset[Way]
    carried: tuple[Carried, ...]


@cache
def taken_apart() -> tuple[Apart, ...]:
    """Each document with the Project alone, which is quick, and enough: nearly all facts are those of one document."""
    return tuple(
        Apart(each, ways(handbook_of(_with_project(each))), tuple(_carried(each))) for each in documents()
    )


def _with_project(document: Document) -> list[Document]:
    project = [each for each in documents() if isinstance(each.data, dict) and each.data["kind"] == "Project"]
    return [*(each for each in project if each.file != document.file), document]


def _carried(document: Document) -> Iterator[Carried]:
    for part in parts(document):
        around = _with_project(part.document)
        text = handbook_of(around)
        whole = ways(text)
        for leaf, in_full in part.leaves:
            changed = without(leaf, around)
            # What is refused is not lost in silence, and what is the same has lost nothing.
            if changed is not None and changed != text and (lost := whole - ways(changed)):
                yield Carried(in_full, lost)


def test_every_fact_is_lost_with_a_leaf_of_the_spec() -> None:
    """None is printed because the generator knows it; what every handbook says, such as a heading, is none of the user's."""
    lost = {way for _, _, carried in taken_apart() for each in carried for way in each.lost}
    unrelated = {way.fact for way in ways(handbook_of(documents(UNRELATED))) if way.how == "said"}
    assert [str(way) for way in ways(page("handbook.md")) - lost if way.fact not in unrelated] == []
    assert len({way.fact for way in lost}) > 300


def test_no_two_documents_carry_the_same_fact() -> None:
    """So a fact that one document lost is not there because another one has it. The Project was beside each of them."""
    own = [each for each in taken_apart() if each[0].file != (ROOT / "specs" / "project.yaml").as_posix()]
    assert len(own) == len(taken_apart()) - 1
    for document, _, carried in own:
        others = {way for other, whole, _ in own if other is not document for way in whole}
        assert [(str(each.leaf), str(way)) for each in carried for way in each.lost & others] == []


def test_the_whole_handbook_lacks_what_its_parts_lack() -> None:
    """One leaf of each document, removed from all of the specs."""
    tried = 0
    for _, _, carried in taken_apart():
        for leaf, lost in carried[:1]:
            assert lost <= ways(page("handbook.md")) - ways(without(leaf, documents())), str(leaf)
            tried += 1
    assert tried >= 12


def test_a_correction_that_is_removed_takes_its_quotation_along() -> None:
    quoting = {
        str(each.leaf) for _, _, carried in taken_apart() for each in carried if each.leaf.path[-1] == "was"
    }
    every = {
        str(leaf)
        for each in documents()
        for leaf in leaves(each)
        if "corrections" in leaf.path and leaf.path[-1] == "was"
    }
    assert every - quoting == set()


def test_corrections_prints_what_corrections_say_and_no_more() -> None:
    plan = compiled().plan
    assert plan is not None
    quoted = [
        each.texts[0].rstrip("\n")
        for each in blocks(page("handbook.md"))
        if each.kind == "quotation" and "Corrections" in each.path
    ]
    assert quoted == [each.was for each in plan.corrections]
    said = " ".join(DOCUMENT.split())
    assert [each.was for each in plan.corrections if " ".join(each.was.split()) not in said] == []


@cache
def _anchors(path: str) -> frozenset[str]:
    return anchors(_pages()[path])


def _pages() -> dict[str, str]:
    return {each.path: each.text for each in compiled().artifacts}


@pytest.mark.parametrize("path", sorted(path for path in _pages() if path.endswith(".md")))
def test_every_link_resolves(path: str) -> None:
    written = _pages()
    broken = []
    for link in links(written[path]):
        if "://" in link.target or link.target.startswith("mailto:"):
            continue
        file, _, anchor = link.target.partition("#")
        target = normpath(join(dirname(path), file)) if file else path
        if target not in written or (anchor and anchor not in _anchors(target)):
            broken.append(link.target)
    assert broken == []


def test_the_links_and_commands_of_the_playbooks_are_sound() -> None:
    assert pages.verify(compiled().artifacts, compiled().documents) == ()


def test_where_alerts_lead_is_written() -> None:
    plan = compiled().plan
    assert plan is not None
    written = _pages()
    base = plan.project.runbooks
    leads = {slo.links.runbook_url for service in plan.services for slo in service.slos}
    assert leads
    assert all(url.replace(base, "runbooks") in written for url in leads)
