"""Text of a spec stays text: in the pages for people, and in the tables that spreadsheets open."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from slosmith.pipeline import compile_all

EVIL = "https://evil.example"
HOSTILE = f'x]({EVIL}) [y]({EVIL}) <img src="{EVIL}"> **b** | c'
CHANNEL = f"#inc`<img src={EVIL}>`[z]({EVIL})`"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)")
SPEC = {
    "project": {
        "apiVersion": "slosmith/v1",
        "kind": "Project",
        "name": "shops",
        "title": HOSTILE,
        "targets": ["oncall", "handbook"],
    },
    "service": {
        "apiVersion": "slosmith/v1",
        "kind": "Service",
        "name": "shop",
        "title": HOSTILE,
        "slos": [
            {
                "id": "SLO-SHOP-001",
                "title": f"{HOSTILE} orders",
                "description": HOSTILE,
                "measurement": HOSTILE,
                "target": "99.9%",
                "sli": {"ratio": {"bad": "errors_total", "total": "requests_total"}},
                "alerting": {"name": "Orders"},
            }
        ],
    },
    "oncall": {
        "apiVersion": "slosmith/v1",
        "kind": "OnCall",
        "incident_channel": CHANNEL,
        "checklist": [HOSTILE],
        "severities": {
            "critical": {"response": "15m", "notify": "page", "impact": FORMULAS[0], "examples": [HOSTILE]},
            "high": {"response": "1h", "notify": "page", "impact": FORMULAS[1]},
            "medium": {"response": "4h", "notify": "ticket", "impact": FORMULAS[2]},
            "low": {"response": "1d", "notify": "ticket", "impact": FORMULAS[3]},
        },
        "roles": {
            "first": {"title": HOSTILE, "duty": HOSTILE, "schedule": HOSTILE},
            "second": {"title": "=cmd()", "duty": HOSTILE},
        },
        "rotation": {"roles": ["first", "second"], "length": "7d", "handover": HOSTILE},
        "escalation": [{"role": "first", "wait": "15m"}, {"role": "second"}],
        "teams": {"shop": {"title": HOSTILE, "description": HOSTILE, "contact": HOSTILE}},
    },
}


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("specs")
    for name, document in SPEC.items():
        (folder / f"{name}.yaml").write_text(json.dumps(document))
    [artifacts] = compile_all(folder).trees().values()
    return {each.path: each.text for each in artifacts}


def tokens(text: str) -> Iterator[Token]:
    for block in MarkdownIt("commonmark").enable("table").parse(text):
        yield block
        yield from block.children or ()


def test_pages_have_no_markup_but_ours(artifacts: dict[str, str]) -> None:
    pages = {path: text for path, text in artifacts.items() if path.endswith(".md")}
    assert {"handbook.md", "oncall/escalation.md", "oncall/rotation.md", "oncall/alerts.md"} <= set(pages)
    odd = []
    for path, text in pages.items():
        for token in tokens(text):
            href = str(token.attrs.get("href", ""))
            html = token.type in ("html_inline", "html_block") and "img" in token.content
            if href.startswith(EVIL) or token.type == "image" or html:
                odd.append((path, token.type, href or token.content))
    assert odd == []


def test_headings_show_the_title_of_the_project(artifacts: dict[str, str]) -> None:
    for name in ("alerts", "severities", "escalation", "rotation"):
        parsed = list(MarkdownIt("commonmark").parse(artifacts[f"oncall/{name}.md"]))
        shown = "".join(each.content for each in parsed[1].children or () if each.type == "text")
        assert shown.endswith(f" of {HOSTILE}"), name


def test_the_channel_of_an_incident_is_one_code_span(artifacts: dict[str, str]) -> None:
    for path in ("oncall/escalation.md", "handbook.md"):
        spans = [token.content for token in tokens(artifacts[path]) if token.type == "code_inline"]
        assert CHANNEL in spans, path


def test_no_cell_of_a_csv_is_a_formula(artifacts: dict[str, str]) -> None:
    """The JSON beside it holds the text as it was written."""
    rows = list(csv.DictReader(io.StringIO(artifacts["oncall/severities.csv"])))
    assert [row["impact"] for row in rows] == [f"'{text}" for text in FORMULAS]
    assert [row["impact"] for row in json.loads(artifacts["oncall/severities.json"])] == list(FORMULAS)
    cells = [
        cell
        for path, text in artifacts.items()
        if path.endswith(".csv")
        for row in csv.reader(io.StringIO(text))
        for cell in row
    ]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
