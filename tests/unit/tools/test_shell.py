"""What bash says of commands that it only reads."""

from pathlib import Path

import pytest

from slosmith.tools import shell
from slosmith.tools.run import Found, Passed, Tool, find


@pytest.fixture
def bash() -> Tool:
    tool = find("bash", shell.MINIMUM)
    assert isinstance(tool, Tool)
    return tool


@pytest.mark.parametrize(
    "commands",
    [
        "curl http://localhost/x?y=z | jq '.a'",
        "virtengine query jobs --provider <addr>",
        "revoke-key \\\n  --fingerprint <compromised_key_fingerprint> \\\n  --from <the admin>",
        "ssh <host name>:<port> < input > output",
        "# nothing but a comment",
    ],
)
def test_sound(bash: Tool, commands: str) -> None:
    assert isinstance(shell.parse(bash, commands), Passed)


@pytest.mark.parametrize(
    ("commands", "line"), [("if x; then\ny", 2), ("a\nb\necho )", 2), ("x | | y", 0), ("for x in $(y; do", 0)]
)
def test_unsound(bash: Tool, commands: str, line: int) -> None:
    found = shell.parse(bash, commands)
    assert isinstance(found, Found)
    assert shell.complaint(found)[0] == line


def test_nothing_is_run(bash: Tool, tmp_path: Path) -> None:
    made = tmp_path / "made"
    assert isinstance(shell.parse(bash, f"touch {made}\n$(touch {made})\n"), Passed)
    assert not made.exists()
