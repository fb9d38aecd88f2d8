"""A body of somebody else's, put into a page: what follows it stays what it is, and nothing in it acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slosmith.markdown.embed import embedded
from slosmith.markdown.read import code_blocks, headings, links, tokens

PIECES = (
    "<script>", "</script>", "<!--", "<b>", "`", "``", "```", "~~~", "````sh", "\\", "\\`", "\n", "\n\n", "# A", "## B",
    "Set", "===", "---", "| a | b |", "|---|---|", "| `a | <i> |", "- ", "1. ", "> ", "    ", "[end]: x", "[", "nd]: x", "[e", "end]: x", "[x](y.md)",
    "[x](javascript:a)", "<https://e.com/`x>", "<https://e.com/>", "&lt;", "a",
)  # fmt: skip
END = '\n\n<a id="end"></a>\n\n# End\n\n[end]\n'


def page(body: str, top: int = 3) -> str:
    return "\n".join(embedded(body, top, lambda target: target)) + END


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_nothing_breaks_out(body: str) -> None:
    found = tokens(page(body))
    assert [token.type for token in found[-7:-3]] == [
        "paragraph_close",
        "heading_open",
        "inline",
        "heading_close",
    ]
    assert (found[-6].tag, found[-6].level) == ("h1", 0)
    assert [child.type for child in found[-2].children or ()] == ["text"]
    html = [
        child.content
        for token in found
        for child in (token, *(token.children or ()))
        if child.type in ("html_inline", "html_block")
    ]
    assert html == ['<a id="end">', "</a>"]
    levels = [each.level for each in headings(page(body))]
    assert all(level >= 3 for level in levels[:-1])
    assert [each.target for each in links(page(body)) if each.target.startswith("javascript")] == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# A\n\nx\n\n## B", "### A\n\nx\n\n#### B"),
        ("A\n===\n\nB\n---", "### A\n\n\n#### B\n"),
        ("###### A\n\n##### B", "#### A\n\n### B"),
        ("a <b>c</b> `<b>`", "a &lt;b>c&lt;/b> `<b>`"),
        (
            "1 < 2, <https://example.com> and <me@example.com>",
            "1 < 2, <https://example.com> and &lt;me@example.com>",
        ),
        ("```\n# x <b>\n```", "```\n# x <b>\n```"),
        ("```sh\nx", "```sh\nx\n```"),
    ],
)
def test_bodies(body: str, expected: str) -> None:
    assert "\n".join(embedded(body, 3)) == expected


def test_links_move() -> None:
    body = "[a](b.md#c) ![i](i.png) `[x](y.md)`\n\n```\n[x](y.md)\n```"
    moved = "\n".join(embedded(body, 3, lambda target: f"up/{target}"))
    assert moved == "[a](up/b.md#c) ![i](up/i.png) `[x](y.md)`\n\n```\n[x](y.md)\n```"


def test_code_blocks_know_their_lines() -> None:
    [block] = code_blocks("a\n\n- b\n\n  ```Bash x\n  c\n  ```\n")
    assert (block.language, block.text, block.line) == ("bash", "c\n", 5)
