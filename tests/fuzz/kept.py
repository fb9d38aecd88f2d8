"""Inputs that show a fault, as files; and each input while it is judged, in case it kills or hangs the interpreter."""

from __future__ import annotations

import faulthandler
import hashlib
import json
from pathlib import Path
from types import TracebackType

from tests.fuzz.corpus import Files
from tests.fuzz.judge import Fault

FOUND = Path(__file__).parent / "found"
# Far beyond what any input takes. A loop in C hears no signal, so the whole process ends, with a traceback.
_SECONDS = 300


def keep(folder: Path, kind: str, files: Files, fault: Fault) -> Path:
    """Writes an input as a fixture, which test_fuzz.py plays from then on."""
    text = json.dumps({"fault": fault.signature, "files": dict(files)}, indent=2, ensure_ascii=False)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.json"
    path.write_text(f"{text}\n", encoding="utf-8")
    return path


class Watched:
    """The input stands in a file as long as the context is open."""

    def __init__(self, folder: Path, kind: str, files: Files) -> None:
        self._folder, self._kind, self._files = folder, kind, files
        self._path: Path | None = None

    def __enter__(self) -> None:
        self._path = keep(self._folder, self._kind, self._files, Fault("it ended the process", ""))
        faulthandler.dump_traceback_later(_SECONDS, exit=True, file=2)

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        faulthandler.cancel_dump_traceback_later()
        if self._path is not None:
            self._path.unlink(missing_ok=True)
