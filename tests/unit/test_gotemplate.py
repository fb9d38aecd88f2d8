"""Go's templates as text and actions, as promtool's own reading of them has it, and what the part of it that is foretold prints."""

from __future__ import annotations

import pytest

from slosmith.gotemplate import Action, Unbalanced, actions, parts
from slosmith.targets.ruletests.oracle.gotemplate import Moment, Sample, Unprintable, render


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("plain", ["plain"]),
        ("a {{ $value }} b", ["a ", Action("$value"), " b"]),
        ("a {{- $value -}} b", ["a", Action("$value"), "b"]),
        ("a\n{{- /* why */ -}}\nb", ["a", "b"]),
        ("{{/* why */}}", ["", ""]),
        ('{{ "}}" }}{{ `{{` }}', ["", Action('"}}"'), "", Action("`{{`"), ""]),
        ("{{ }}", ["", Action(""), ""]),
        # A comment ends at its first end, and begins right after the braces.
        ("{{/* a */ $value }}", ["", Action("/* a */ $value"), ""]),
        ("{{ /* a */ }}", ["", Action("/* a */"), ""]),
        # No space, so it is a sign and does not trim.
        ("a {{-3}}", ["a ", Action("-3"), ""]),
    ],
)
def test_parts(template: str, found: list[str | Action]) -> None:
    assert list(parts(template)) == found


@pytest.mark.parametrize("template", ["{{", "a {{ b", "{{ { }}", '{{ "}} }}', "{{ a {{ b }} }}"])
def test_braces_that_do_not_match(template: str) -> None:
    with pytest.raises(Unbalanced):
        list(parts(template))


def test_code_holds_no_strings() -> None:
    [action] = actions('{{ printf "$value" `end` $labels.x }}')
    assert action.code == "printf `` `` $labels.x"


@pytest.mark.parametrize(
    "text", ["{{ " * 20_000, "{{" + " " * 50_000 + "{", "{{/*" * 20_000, "{{ a" + " -" * 20_000]
)
def test_long_hostile_text_is_read_at_once(text: str) -> None:
    """It took minutes when blanks could be part of three things; nothing here asks for the time, but a person would."""
    with pytest.raises(Unbalanced):
        list(parts(text))


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ('{{ "{{" }}x{{ `}}` }}', "{{x}}"),
        ("{{/* nobody reads this */}}up", "up"),
        ("a {{- /* nor this */ -}} b", "ab"),
        ("[{{ $labels.pod -}} \n ]", "[p]"),
        ('{{ with "up" | query -}} {{ . | first | value }} {{- else }}none{{ end }}', "7"),
        ('{{ with "gone" | query }}{{ . | first | value }}{{ else }}none{{ end }}', "none"),
        (
            '{{ with "up" | query }}{{ range . }}{{ .Labels.pod }}={{ .Value }};{{ end }}{{ else }}none{{ end }}',
            "a=7;b=3;",
        ),
        (
            '{{ with "gone" | query }}{{ range . }}{{ .Labels.pod }}{{ end }}{{ else }}none{{ end }}!',
            "none!",
        ),
    ],
)
def test_what_is_printed(template: str, printed: str) -> None:
    found = {"up": [Sample({"pod": "a"}, 7.0), Sample({"pod": "b"}, 3.0)]}
    assert render(template, Moment({"pod": "p"}, 1.0, lambda query: found.get(query, []))) == printed


@pytest.mark.parametrize(
    "template",
    [
        '{{ with "up" | query }}{{ . }}{{ end }}',
        '{{ with "up" | query }}{{ .Value }}{{ end }}',
        "{{ range . }}{{ end }}",
        '{{ with "up" | query }}{{ range . }}{{ . }}{{ end }}{{ end }}',
        '{{ with "up" | query }}{{ range . }}',
    ],
)
def test_what_go_prints_otherwise_is_not_guessed(template: str) -> None:
    with pytest.raises(Unprintable):
        render(template, Moment({}, 1.0, lambda _: [Sample({}, 7.0)]))


@pytest.mark.parametrize(
    ("value", "template"),
    [
        (0.1 + 0.2, "{{ $value }}"),
        (0.0010100000000002063, '{{ printf "%s" "x" }} {{ $value }}'),
        (0.1, '{{ printf "%.17f" $value }}'),
        (12345.678901234567, '{{ printf "%.12f" $value }}'),
    ],
)
def test_digits_that_depend_on_the_order_of_additions_are_not_expected(value: float, template: str) -> None:
    with pytest.raises(Unprintable):
        render(template, Moment({}, value, lambda _: []))
    assert render('{{ printf "%.3f" $value }} {{ $value | humanize }}', Moment({}, value, lambda _: []))
