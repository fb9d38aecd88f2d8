"""Whatever a text holds, it prints as it was written: read back by a Markdown parser, it is that text and nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slosmith.markdown.read import anchors, plain, tokens
from slosmith.markdown.write import code, document, fenced, heading, inline, link, paragraph, table

HOSTILE = (
    "|", "||", "\\", "\\|", "`", "``", "<script>alert(1)</script>", "<!-- ", "<a@b.c>", "[x](javascript:alert(1))",
    "![x](y)", "[r]: z", "*b*", "_i_", "__b__", "snake_case", "~~no~~", "# h", "- x", "+ x", "1. x", "12) x", "> q",
    "---", "===", "&lt;", "&amp;", "&#60;", "\n", "\n\n", " ", "a", "3 < 4", "x > y", "é", "{{ $value }}", "|---|",
)  # fmt: skip
TEXTS = st.lists(
    st.sampled_from(HOSTILE)
    | st.text(max_size=3).map(
        lambda text: re.sub(
            r"[\x00-\x1f\x7f-\xa0\u2000-\u202f\u3000\u0085\u1680\u205f]|[\ud800-\udfff]", " ", text
        )
    ),
    max_size=8,
).map("".join)
HARMLESS = {"text", "code_inline", "softbreak"}


def bare(text: str) -> str:
    """Without white space, which is not kept, and backticks, which are marks where they come in pairs."""
    return "".join(text.replace("`", "").split())


@given(TEXTS)
def test_a_paragraph_is_its_text(text: str) -> None:
    found = tokens(paragraph(text) + "\n")
    assert [token.type for token in found] == (
        ["paragraph_open", "inline", "paragraph_close"] if text.strip() else []
    )
    if found:
        assert {child.type for child in found[1].children or ()} <= HARMLESS
        assert bare(plain(found[1])) == bare(text)


@given(TEXTS, TEXTS)
def test_a_cell_is_its_text(first: str, second: str) -> None:
    found = tokens(
        "\n".join(table(("a", "b"), [(inline(first), inline(second)), (code(first), inline(second))]))
    )
    assert [token.type for token in found].count("tr_open") == 3
    cells = [bare(plain(token)) for token in found if token.type == "inline"]
    assert cells == ["a", "b", bare(first), bare(second), bare(first), bare(second)]
    children = [child for token in found for child in token.children or ()]
    assert {child.type for child in children} <= HARMLESS | {"html_inline"}
    assert {child.content for child in children if child.type == "html_inline"} <= {"<code>", "</code>"}


@given(TEXTS)
def test_a_code_block_is_its_text(text: str) -> None:
    [found] = tokens("\n".join(fenced(text, "text")) + "\n")
    assert (found.type, found.info) == ("fence", "text")
    assert found.content.rstrip("\n") == text.rstrip("\n")


@given(TEXTS)
def test_a_heading_is_its_text(text: str) -> None:
    found = tokens("\n".join(heading(3, f"x{text}")))
    assert [token.type for token in found] == ["heading_open", "inline", "heading_close"]
    assert bare(plain(found[1])).rstrip("#") == bare(f"x{text}").rstrip("#")


@pytest.mark.parametrize(
    "target", ["a.md", "a.md#b", "https://example.com/a(b)c", "https://example.com/?q=a b"]
)
def test_a_link_leads_there(target: str) -> None:
    [_, inside, _] = tokens(link("a | [b]", target))
    assert inside.children is not None
    assert inside.children[0].attrs["href"] == target.replace(" ", "%20")
    assert plain(inside) == "a | [b]"


def test_a_table_without_rows_is_none() -> None:
    assert list(table(("a",), [])) == []


def test_anchors_are_written_or_follow_from_headings() -> None:
    text = '# A `b` & C!\n\n<a id="x-1"></a>\n\n## A\n\n## A\n\n```\n<a id="no"></a>\n# no\n```\n'
    assert anchors(text) == {"a-b--c", "x-1", "a", "a-1"}


def test_a_document_has_single_empty_lines_except_in_code() -> None:
    lines = ["", "", "a", "", "", "```", "x", "", "", "y", "```", "", "", "b", "", ""]
    assert document(lines) == "a\n\n```\nx\n\n\ny\n```\n\nb\n"
