"""Our router against amtool's, on random trees and label sets: the same receivers in the same order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest

from slosmith.emit import yaml as emit_yaml
from slosmith.matching.matcher import Matcher, choose
from slosmith.routing.config import Config, read_config
from slosmith.routing.router import Router
from slosmith.routing.syntax import written
from slosmith.tools import amtool
from slosmith.tools.run import Passed, Tool, Unavailable, find

TREES, LABEL_SETS = 100, 6
LABELS = ("severity", "team", "slo")
VALUES = ("", "a", "b", "ab", "a-1", "B", "a b", 'q"', "\\d", "é")
EXPRESSIONS = ("a|b", "a.*", ".*", ".+", "[ab]+", "(a|ab)(b)?", "a-\\d", "", "\\\\d", "^a$", "(?i)b", ".é?")


def tree(random: Random, depth: int = 0) -> dict[str, Any]:
    route: dict[str, Any] = {}
    if depth == 0 or random.random() < 0.7:
        route["receiver"] = f"r{random.randrange(6)}"
    if depth:
        route["matchers"] = [matcher(random) for _ in range(random.choice((0, 1, 1, 2)))]
        route["continue"] = random.random() < 0.4
    if depth < 3:
        route["routes"] = [tree(random, depth + 1) for _ in range(random.randrange(4))]
    return route


def matcher(random: Random) -> str:
    label, op = random.choice(LABELS), random.choice(("=", "!=", "=~", "!~"))
    value = random.choice(EXPRESSIONS if "~" in op else VALUES)
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{label}{op}"{quoted}"'


def label_set(random: Random) -> dict[str, str]:
    chosen = {label: random.choice(VALUES) for label in LABELS if random.random() < 0.8}
    return {"alertname": "A", **{name: value for name, value in chosen.items() if value}}


@pytest.fixture(scope="module")
def tool() -> Tool:
    found = find("amtool", amtool.MINIMUM)
    if isinstance(found, Unavailable):
        pytest.fail(f"{found.reason}; `make test` installs it")
    return found


def test_the_same_receivers(tool: Tool, tmp_path: Path) -> None:
    random = Random(20260124)
    asked = []
    for number in range(TREES):
        config: dict[str, Any] = {
            "route": tree(random),
            "receivers": [{"name": f"r{index}"} for index in range(6)],
        }
        (tmp_path / f"{number}.yaml").write_text(emit_yaml(config))
        read = read_config(config)
        assert isinstance(read, Config)
        for _ in range(LABEL_SETS):
            labels = label_set(random)
            asked.append((number, labels, ",".join(Router(read.route).receivers(labels))))
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(
            lambda each: amtool.route(tool, tmp_path, f"{each[0]}.yaml", written(each[1])), asked
        )
        wrong = [
            (each, answer)
            for each, answer in zip(asked, answers, strict=True)
            if not isinstance(answer, Passed) or answer.stdout.strip() != each[2]
        ]
    assert wrong == []
    assert len(asked) >= 500
    # Trees in which everything went to the root would prove little.
    assert len({receiver for _, _, receiver in asked}) > 20


# A pattern, a value that it matches or none, and a value that it does not match or none; empty where it is refused.
READ: tuple[tuple[str, str | None, str | None], ...] = (
    ("(a+)+b", "aab", "aac"),
    ("a{,3}", "a{,3}", "aa"),
    ("a{1,1000}", "aa", ""),
    ("[[:alpha:]]+", "aZ", "a1"),
    ("[[:^alpha:]]", "1", "a"),
    ("[[:word:]]", "_", "-"),
    (r"\pL+", "éa", "1"),
    (r"\p{Greek}", "ω", "a"),
    (r"\P{^Greek}", "ω", "a"),
    (r"\p{Adlam}", "\U0001e922", "a"),
    (r"\Qa.b\E", "a.b", "axb"),
    (r"\Qab\E+", "abb", "abab"),
    ("(?U)a+", "aa", "b"),
    ("(?i)ok", "OK", "no"),
    ("(?i)k", "\u212a", "x"),
    ("(?P<n>a)", "a", "b"),
    (r"\Aa\z", "a", "ab"),
    (r"\x41\x{42}\103", "ABC", "abc"),
    (r"\d\w\s", "1a ", "٣a "),
    ("a.b", "a b", "a\nb"),
    ("(?s)a.b", "a\nb", "ab"),
    ("a)|(b", "axxx", "xxx"),
    ("^a$", "a", "b"),
    ("a|", "", "b"),
    ("[a&&b]", "&", "c"),
    ("[[=a=]]", "=]", "a"),
    (r"[a\]]", "]", "b"),
    ("(" * 100 + "a" + ")" * 100, "a", "b"),
    ("\t", "\t", "t"),
)
REFUSED = (
    "(?x)", r"\u0041", "a{1,1001}", "(a{1000}){2}", r"\C", r"\Z", r"\1", r"\8", "(?=a)", "(?<!a)", "(?>a)", "(?#a)", "a++", "a*+",
    "a**", "{2}", "*", "(", "a)", "[a", "[z-a]", r"[a-\d]", "[[:letter:]]", r"\pX", "\\", r"\é", r"\Qab", r"[\Q]", r"\E", "(?i", "(?u)",
    "(?P<é>a)", "(?P=n)", "(?P<n-m>a)", r"\p{Kawi}", r"\x{110000}", r"\cA", r"\e", r"\h", r"\R", "(?<n>a)", "(" * 999 + ")" * 999,
)  # fmt: skip
MATCHERS = (
    'a="b"', "a=b", " a = b ", 'a=~"b.*"', "a!=b", "a!~b", "a=", 'a=""', 'a="b,c"', "a=b c", "a=b=c", 'a="\\d"', "a=\\d", "a=b\\",
    'a="b\\\\"', 'a="\t"', "a='b'", "a:b=c", '{a="b"}', '{a="b",}', '{a="b", c="d"}', '{ a="b" , c="d" }', "a=b,c=d", "a=\\,c=d",
    "", " ", "{}", '{a="b"', 'a="b"}', 'a="x",\n c="y"\n', "a=,c=d", "a=b\nc",
)  # fmt: skip
NO_MATCHERS = (
    ",", "a", "=b", "1a=b", "a!b", "a.b=c", "é=b", '"a"=b', 'a="b', 'a="b"c', 'a=b"', 'a="b\\"', '{a="b",,c="d"}', "{{a=b}}",
    "a\u00a0=b", 'a="\\",b="c"', "a=~b{1,2}",
)  # fmt: skip
# What it reads in one way and newer releases in another, or not at all: we want quotes.
AMBIGUOUS = ("a==b", "a={b}", "a=~~b", "a=b\u2003c=d\u2003")


def written_config(folder: Path, name: str, matchers: list[str], **more: Any) -> dict[str, Any]:
    config: dict[str, Any] = {
        "route": {"receiver": "else", "routes": [{"receiver": "it", "matchers": matchers, **more}]},
        "receivers": [{"name": "else"}, {"name": "it"}],
    }
    (folder / name).write_text(emit_yaml(config))
    return config


@pytest.mark.parametrize("spelling", ["matchers", "match_re"])
def test_the_same_expressions(tool: Tool, tmp_path: Path, spelling: str) -> None:
    patterns = [*(each for each, _, _ in READ), *REFUSED]

    def configured(number: int) -> tuple[bool, bool]:
        pattern = patterns[number]
        matchers = [str(Matcher("x", "=~", pattern))] if spelling == "matchers" else []
        more = {"match_re": {"x": pattern}} if spelling == "match_re" else {}
        config = written_config(tmp_path, f"{number}.yaml", matchers, **more)
        verdict = amtool.check_config(tool, tmp_path, f"{number}.yaml")
        return isinstance(read_config(config), Config), verdict == amtool.Verdict()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(configured, range(len(patterns))))
    assert [patterns[n] for n, (ours, theirs) in enumerate(found) if ours is not theirs] == []
    assert [ours for ours, _ in found] == [True] * len(READ) + [False] * len(REFUSED)


def test_the_same_matches_of_expressions(tool: Tool, tmp_path: Path) -> None:
    def asked(number: int) -> list[tuple[str, str | None]]:
        pattern, match, other = READ[number]
        config = read_config(written_config(tmp_path, f"{number}.yaml", [str(Matcher("x", "=~", pattern))]))
        assert isinstance(config, Config)
        wrong = []
        for value, receiver in ((match, "it"), (other, "else")):
            labels = {"x": value or ""}
            outcome = amtool.route(tool, tmp_path, f"{number}.yaml", written(labels))
            theirs = outcome.stdout.strip() if isinstance(outcome, Passed) else str(outcome)
            if (theirs, *Router(config.route).receivers(labels)) != (receiver, receiver):
                wrong.append((pattern, value))
        return wrong

    with ThreadPoolExecutor(2) as pool:
        assert [each for found in pool.map(asked, range(len(READ))) for each in found] == []


def test_the_same_matchers(tool: Tool, tmp_path: Path) -> None:
    """What is read here means there what it means here: our own writing of it is taken as equal."""
    texts = [*MATCHERS, *NO_MATCHERS, *AMBIGUOUS]

    def configured(number: int) -> tuple[bool, bool]:
        config = written_config(tmp_path, f"{number}.yaml", [texts[number]])
        theirs = amtool.check_config(tool, tmp_path, f"{number}.yaml") == amtool.Verdict()
        return isinstance(read_config(config), Config), theirs

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(configured, range(len(texts))))
    ours, theirs = [each for each, _ in found], [each for _, each in found]
    assert ours == [True] * len(MATCHERS) + [False] * (len(NO_MATCHERS) + len(AMBIGUOUS))
    assert [texts[n] for n, (mine, other) in enumerate(found) if mine and not other] == []
    assert theirs[len(MATCHERS) : len(MATCHERS) + len(NO_MATCHERS)] == [False] * len(NO_MATCHERS)


def test_the_same_meaning_of_matchers(tool: Tool, tmp_path: Path) -> None:
    """Each matcher as it stands, asked about labels that our reading of it matches."""

    def asked(number: int) -> str | None:
        text = MATCHERS[number]
        config = read_config(written_config(tmp_path, f"{number}.yaml", [text]))
        assert isinstance(config, Config)
        chosen = choose(config.route.routes[0].matchers)
        assert chosen is not None
        labels = {name: value for name, value in chosen.items() if ":" not in name}
        expected = Router(config.route).receivers(labels)
        outcome = amtool.route(tool, tmp_path, f"{number}.yaml", written({"alertname": "A", **labels}))
        said = outcome.stdout.strip() if isinstance(outcome, Passed) else str(outcome)
        return None if (said,) == expected else text

    with ThreadPoolExecutor(2) as pool:
        assert [each for each in pool.map(asked, range(len(MATCHERS))) if each is not None] == []
