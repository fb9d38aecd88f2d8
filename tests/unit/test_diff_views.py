"""What `diff` prints, for people and programs: complete, short enough, and nothing in it that a spec could have put there."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from tests.plans import HEAD, SLI, plan_of

from slosmith import schemas
from slosmith.diff import Against, difference
from slosmith.diff.cautions import CAUTIONS
from slosmith.diff.data import as_data
from slosmith.diff.headings import SECTIONS
from slosmith.diff.markdown import as_markdown, refusal
from slosmith.diff.text import as_text
from slosmith.pipeline import plan_specs
from slosmith.plan.model import Plan

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "diff"
AGAINST = Against("0" * 40, "main")
EVIL = "@all #1 <img src=x> </details> | `a` [x](javascript:1) ![y](z) www.evil.example &amp; ~~_*x*_"


@pytest.mark.parametrize("case", sorted(path.name for path in GOLDEN.iterdir()))
def test_json_is_what_its_schema_says(case: str) -> None:
    data = json.loads((GOLDEN / case / "expected.json").read_text("utf-8"))
    Draft202012Validator(schemas.load("slosmith-diff")).validate(data)


def test_the_schema_the_page_and_the_code_know_the_same_words() -> None:
    known = schemas.load("slosmith-diff")["$defs"]
    assert known["warning"]["properties"]["code"]["enum"] == list(CAUTIONS)
    page = (ROOT / "docs" / "diff.md").read_text("utf-8")
    assert re.findall(r"^\| `([\w-]+)` \| (.*) \|$", page, re.MULTILINE) == list(CAUTIONS.items())
    told = {kind for section in SECTIONS for kind in section.kinds}
    parts = {"tier", "recording", "slo alert", "rule", "integration"}
    assert set(known["change"]["properties"]["kind"]["enum"]) == told | parts


def test_every_warning_has_a_golden_case() -> None:
    texts = [path.read_text("utf-8") for path in GOLDEN.glob("*/expected.json")]
    assert {code for code in CAUTIONS if any(f'"{code}"' in text for text in texts)} == set(CAUTIONS)


def test_the_comment_in_the_readme_is_real(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """VirtEngine raises the target of SLO-MARKET-002."""
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    market = tmp_path / "specs" / "services" / "marketplace.yaml"
    text = market.read_text("utf-8")
    assert text.count("target: 99.5%") == 1
    market.write_text(text.replace("target: 99.5%", "target: 99.9%"), "utf-8")
    before, after = plan_specs(ROOT / "specs").plan, plan_specs(tmp_path / "specs").plan
    markdown = as_markdown(
        difference(before, after), Against("3f1c2a9e0b7d" + "0" * 28, "origin/main", merge_base=True)
    )
    quoted = "".join(f"> {line}".rstrip() + "\n" for line in markdown.splitlines())
    readme = ROOT / "README.md"
    shown = re.sub(r"(?m)^> ### slosmith: .*\n(?:>.*\n)*", lambda _: quoted, readme.read_text("utf-8"))
    if request.config.getoption("--update-golden"):
        readme.write_text(shown, "utf-8")
    assert readme.read_text("utf-8") == shown, (
        "if this is meant: pytest tests/unit/test_diff_views.py --update-golden"
    )
    assert quoted in shown


# Hostile text


def _evil(number: int) -> Plan:
    text = json.dumps(f"{EVIL} {number}")
    slo = f"slos: [{{id: X, title: {text}, target: 9{number}%, sli: {SLI}}}]"
    alert = f"alerts: [{{name: A, expr: max(a) > {number}, severity: high, summary: {text}, annotations: {{chat: {text}}}}}]"
    return plan_of(f"{HEAD}Service\nname: shop\ntitle: {text}\n{slo}\n{alert}\n")


def _outside_of_code(markdown: str) -> Iterator[str]:
    """All that is text or HTML to a reader of Markdown."""
    for block in MarkdownIt("commonmark").enable("table").parse(markdown):
        for token in block.children or [block]:
            if token.type in ("text", "html_block", "html_inline", "link_open", "image"):
                yield token.content or token.type


def test_a_comment_holds_no_markup_of_the_spec() -> None:
    markdown = as_markdown(difference(_evil(1), _evil(2)), AGAINST)
    assert markdown.count("@all") > 5, "what is hostile is there, and in code"
    outside = "\n".join(_outside_of_code(markdown))
    for sign in ("@", "#1", "img", "javascript", "www", "link_open", "image", "&amp;", "~~"):
        assert sign not in outside, sign
    assert set(re.findall(r"</?\w+", outside)) == {"<details", "</details", "<summary", "</summary"}
    assert outside.count("<details") == outside.count("</details") == markdown.count("<summary>")


def test_a_table_keeps_its_columns() -> None:
    markdown = as_markdown(difference(_evil(1), _evil(2)), AGAINST)
    rows = [line for line in markdown.splitlines() if line.startswith("|")]
    assert rows
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) in (4, 5), row


def test_a_terminal_is_not_steered() -> None:
    """Specs hold no control characters, but names of revisions may."""
    text = as_text(difference(_evil(1), _evil(2)), Against("0" * 40, "a\x1b[31mb\u202e"))
    assert all(line.isprintable() for line in text.splitlines())


def test_a_refusal_ends_no_code_block_early() -> None:
    tokens = MarkdownIt("commonmark").parse(refusal("a\n```\n<b>@all</b>\n````\n"))
    assert [token.type for token in tokens] == ["heading_open", "inline", "heading_close", "fence"]


# Size


def _many(count: int, more: str = "") -> Plan:
    alerts = "\n".join(
        f"  - {{name: Alert{n}, expr: max(a{n}) > 1{more}, severity: high}}" for n in range(count)
    )
    return plan_of(f"{HEAD}Service\nname: shop\nalerts:\n{alerts}\n")


@pytest.mark.parametrize("count", [1, 60, 1000])
def test_a_comment_fits_into_a_comment(count: int) -> None:
    """GitHub refuses more than 65,536 characters."""
    markdown = as_markdown(difference(_many(count), None), AGAINST)
    assert len(markdown) < 62_000
    assert markdown.count("<details>") == markdown.count("</details>")
    assert f"{count} more" in markdown or count < 1000 or "more warnings" in markdown


def test_what_does_not_fit_is_said_to_be_missing() -> None:
    """What matters comes first, and no block is cut in two."""
    found = difference(_many(100), _many(100, " or max(b) > 1" * 60))
    markdown = as_markdown(found, AGAINST)
    assert len(markdown) < 62_000
    assert markdown.startswith("### slosmith: 100 alerts changed\n")
    assert "The rest does not fit into a comment." in markdown
    assert markdown.count("<details>") == markdown.count("</details>")
    assert markdown.count("```") % 2 == 0


def test_what_is_cut_in_a_table_stands_below_in_full() -> None:
    long = " or ".join(f"max(metric_{n}) > 1" for n in range(30))
    before = plan_of(f"{HEAD}Service\nname: shop\nalerts: [{{name: A, expr: up == 0, severity: high}}]\n")
    after = plan_of(f"{HEAD}Service\nname: shop\nalerts: [{{name: A, expr: {long}, severity: high}}]\n")
    markdown = as_markdown(difference(before, after), AGAINST)
    assert f"```diff\n- up == 0\n+ {long}\n```" in markdown
    assert "…` |" in markdown
    assert long in as_text(difference(before, after), AGAINST)
    assert as_data(difference(before, after), AGAINST)["changes"][0]["fields"][0]["after"] == long
