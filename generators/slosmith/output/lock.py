"""Keeps two runs from writing the same output folder at once."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

PATIENCE = 5.0  # seconds; a run writes for less


@contextmanager
def locked(root: Path) -> Iterator[bool]:
    """Gives False when another process still held the lock after some seconds.

    The lock is on the folder itself: it leaves no file, and dies with the process. Where the platform or the
    file system has no such lock, there is none.
    """
    if sys.platform == "win32":
        yield True
        return
    try:
        handle = os.open(root, os.O_RDONLY)
    except OSError:
        yield True
        return
    try:
        yield _wait_for(handle)
    finally:
        with suppress(OSError):
            os.close(handle)


def _wait_for(handle: int) -> bool:
    if sys.platform == "win32":
        return True
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)
        except OSError:
            return True
        else:
            return True
