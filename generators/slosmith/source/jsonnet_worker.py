"""The process that evaluates one Jsonnet program: it imports nothing of slosmith, and guards what is imported.

A request comes as JSON on stdin. The answer is a line that says `ok`, then the JSON that the program yields,
or a line that says `error`, then a JSON object with the message and its place.
"""

from __future__ import annotations

import importlib
import json
import re
import signal
import sys
from pathlib import Path
from typing import Any

_PLACE = r":(?:\((\d+):(\d+)\)-\((\d+):(\d+)\)|(\d+):(\d+)(?:-(\d+))?):?\s*"
_PREFIX = re.compile(r"(?:STATIC|RUNTIME) ERROR: ")


def restrict(memory: int, seconds: int) -> None:
    """The limits of the operating system, where it has them."""
    try:
        import resource
    except ImportError:
        return
    # The Go runtime reserves far more addresses than it uses, so it is the data that are limited; the
    # addresses are for kernels that do not count mapped data.
    limits = {"RLIMIT_CORE": 0, "RLIMIT_CPU": seconds, "RLIMIT_DATA": memory, "RLIMIT_AS": 4 * memory}
    for name, limit in limits.items():
        try:
            resource.setrlimit(getattr(resource, name), (limit, limit))
        except (AttributeError, OSError, ValueError):
            continue


class Refused(Exception):
    pass


class Importer:
    """Opens what a program imports: relative to the importing file, then to each allowed folder."""

    def __init__(self, file: str, text: str, roots: list[str], size: int) -> None:
        self.sources = {file: text.encode()}
        self.roots = [Path(root) for root in roots]
        self.size = size
        self.refusal = ""

    def __call__(self, folder: str, name: str) -> tuple[str, bytes]:
        # The bindings decorate the text of an exception, one of them with random bytes: keep our own.
        try:
            path = self._find(folder, name)
            self.sources[path] = self._read(path)
        except (Refused, OSError, RuntimeError, ValueError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            self.refusal = f"cannot import `{name}`: {reason}"
            raise
        return path, self.sources[path]

    def _find(self, folder: str, name: str) -> str:
        bases = (Path(folder), *self.roots)
        inside = [path for base in bases if self._allowed(path := base / name)]
        for path in inside:
            if path.is_file():
                return path.as_posix()
        raise Refused("there is no such file" if inside else "it lies outside the specs folder")

    def _allowed(self, path: Path) -> bool:
        real = path.resolve()
        return any(real.is_relative_to(root.resolve()) for root in self.roots)

    def _read(self, path: str) -> bytes:
        with Path(path).open("rb") as stream:
            data = stream.read(self.size + 1)
        if len(data) > self.size:
            raise Refused(f"it is larger than {self.size // 1_000_000} MB")
        return data


def describe(message: str, importer: Importer) -> dict[str, object]:
    """The first line of a message, and the first place it names in a file that we know."""
    first = _PREFIX.sub("", message.partition("\n")[0], count=1)
    names = "|".join(re.escape(name) for name in sorted(importer.sources, key=len, reverse=True))
    place = re.compile(f"(?P<file>{names}){_PLACE}")
    found = next(
        (
            match
            for line in message.splitlines()
            if (match := place.match(_PREFIX.sub("", line.strip(), count=1)))
        ),
        None,
    )
    answer: dict[str, object] = {
        "message": importer.refusal or place.sub("", first).strip(" .") or "the program fails"
    }
    if found is not None:
        answer.update(_locate(found, importer.sources[found["file"]]))
    return answer


def _locate(found: re.Match[str], source: bytes) -> dict[str, object]:
    _, from_line, from_column, _, _, line, column, to_column = found.groups()
    lines = source.split(b"\n")
    number = int(line or from_line)
    excerpt = lines[number - 1] if number <= len(lines) else b""

    def characters(column: int) -> int:
        # Jsonnet counts bytes, people count characters.
        return len(excerpt[: column - 1].decode(errors="replace")) + 1

    start = characters(int(column or from_column))
    stop = characters(int(to_column)) if to_column else start + 1
    return {
        "file": found["file"],
        "line": number,
        "column": start,
        "width": max(stop - start, 1),
        "excerpt": excerpt.decode(errors="replace"),
    }


def evaluate(request: dict[str, Any]) -> tuple[str, str]:
    file, text = request["file"], request["text"]
    importer = Importer(file, text, request["roots"], request["size"])
    jsonnet = importlib.import_module(request["module"])
    try:
        result = jsonnet.evaluate_snippet(file, text, import_callback=importer, **request["inputs"])
    except (RuntimeError, ValueError) as error:
        return "error", json.dumps(describe(str(error), importer))
    if len(result) > request["size"]:
        message = f"the program yields more than {request['size'] // 1_000_000} MB of JSON"
        return "error", json.dumps({"message": message})
    return "ok", result


def main() -> None:
    # An interrupt at the terminal reaches this process too; a program in Jsonnet never looks at Python's handler.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    request = json.load(sys.stdin.buffer)
    sys.path.append(request["library"])
    restrict(request["memory"], request["seconds"])
    status, answer = evaluate(request)
    sys.stdout.buffer.write(f"{status}\n{answer}".encode(errors="backslashreplace"))


if __name__ == "__main__":
    main()
