"""The operations that change a disk, one method each, so that a test can fail or die at any of them."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

# A hostile manifest may name anything: a path that cannot exist is a path where nothing is.
_NOTHING_THERE = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}


class Disk:
    def mkdir(self, path: Path) -> None:
        path.mkdir()

    def rmdir(self, path: Path) -> None:
        path.rmdir()

    def write(self, path: Path, data: bytes) -> None:
        path.write_bytes(data)

    def write_synced(self, path: Path, data: bytes) -> None:
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def rename(self, source: Path, target: Path) -> None:
        source.replace(target)

    def remove(self, path: Path) -> None:
        path.unlink()


DISK = Disk()


def status(path: Path) -> os.stat_result | None:
    """What is at `path` itself, links not followed; None when nothing is."""
    try:
        return path.lstat()
    except OSError as error:
        if error.errno in _NOTHING_THERE:
            return None
        raise


def is_folder(path: Path) -> bool:
    """Whether `path` is a folder and not a link to one."""
    found = status(path)
    return found is not None and stat.S_ISDIR(found.st_mode)


def is_link(path: Path) -> bool:
    found = status(path)
    return found is not None and stat.S_ISLNK(found.st_mode)


def is_file(path: Path) -> bool:
    """Whether `path` is a regular file and not a link to one; reading a pipe would hang."""
    found = status(path)
    return found is not None and stat.S_ISREG(found.st_mode)
