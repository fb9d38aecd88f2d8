"""Real servers on loopback, started on free ports and stopped at the end."""

from __future__ import annotations

import json
import socket
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(arguments: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as sink:
        running = subprocess.Popen(arguments, stdout=sink, stderr=subprocess.STDOUT)
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


@contextmanager
def serving(
    port: int, get: Callable[[str], str] | None, post: Callable[[str, Any], None] | None
) -> Iterator[None]:
    """A small HTTP server: `get` answers a path with text, `post` receives JSON."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = get(self.path).encode() if get else b""
            self._answer(body)

        def do_POST(self) -> None:
            received = self.rfile.read(int(self.headers["Content-Length"]))
            if post:
                post(self.path, json.loads(received))
            self._answer(b"")

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer((HOST, port), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def run(arguments: list[str]) -> None:
    """A tool from the PATH that must succeed."""
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, f"{' '.join(arguments[:4])}: {done.stderr}"


class Api:
    """The HTTP API of a Prometheus."""

    def __init__(self, port: int) -> None:
        self.base = f"http://{HOST}:{port}"

    def get(self, path: str, **parameters: str) -> Any:
        query = f"?{urllib.parse.urlencode(parameters)}" if parameters else ""
        with urllib.request.urlopen(f"{self.base}{path}{query}", timeout=30) as answer:
            return json.load(answer)

    def query(self, expression: str, **parameters: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/api/v1/query", query=expression, **parameters)["data"][
            "result"
        ]
        return found

    def values(self, expression: str, label: str = "slo") -> dict[str, float]:
        return {each["metric"].get(label, ""): float(each["value"][1]) for each in self.query(expression)}

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.base}/-/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.5)


def prometheus_arguments(binary: str, config: Path, data: Path, port: int) -> list[str]:
    return [
        binary,
        f"--config.file={config}",
        f"--storage.tsdb.path={data}",
        f"--web.listen-address={HOST}:{port}",
        "--storage.tsdb.retention.time=90d",
        "--log.level=info",
    ]


def prometheus_config(
    exporter: int, own: int, rules: Path | None, alertmanager: int | None, external: Mapping[str, str]
) -> dict[str, Any]:
    config: dict[str, Any] = {
        "global": {"scrape_interval": "30s", "evaluation_interval": "1m", "external_labels": dict(external)},
        "scrape_configs": [
            {"job_name": "virtengine", "static_configs": [{"targets": [f"{HOST}:{exporter}"]}]},
            {"job_name": "prometheus", "static_configs": [{"targets": [f"{HOST}:{own}"]}]},
        ],
    }
    if rules is not None:
        config["rule_files"] = [f"{rules}/*.yaml"]
    if alertmanager is not None:
        config["alerting"] = {
            "alertmanagers": [{"static_configs": [{"targets": [f"{HOST}:{alertmanager}"]}]}]
        }
    return config
