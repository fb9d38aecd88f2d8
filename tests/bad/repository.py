"""How the tests of hostile input write a spec and run the command line in a repository of their own."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from slosmith.cli import main

from .scenarios import SPECS

HEAD = "apiVersion: slosmith/v1\nkind: Service\n"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["slosmith", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    assert isinstance(end.value.code, int)
    return end.value.code


def write(text: str | bytes, name: str = "hostile.yaml") -> Callable[[], object]:
    return lambda: (SPECS / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def service(keys: str) -> Callable[[], object]:
    return write(f"{HEAD}name: pay\n{keys}\n")
