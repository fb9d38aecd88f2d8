"""The end of the wire: Alertmanager with our routing, and a loopback webhook where each receiver's channels would be."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from slosmith.artifact import Artifact
from tests.e2e.stack import HOST


class Inbox:
    """What arrived, by receiver: (alert name, SLO) of everything that was firing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._arrived: set[tuple[str, str, str]] = set()
        self._bodies: list[Any] = []

    def receive(self, path: str, body: Any) -> None:
        with self._lock:
            self._bodies.append(body)
            for alert in body["alerts"]:
                if alert["status"] == "firing":
                    labels = alert["labels"]
                    self._arrived.add((path.strip("/"), labels["alertname"], labels.get("slo", "")))

    def arrived(self) -> set[tuple[str, str, str]]:
        with self._lock:
            return set(self._arrived)


def rewired(folder: Path, artifacts: Sequence[Artifact], sink: int) -> Path:
    """Our configuration with its routes and inhibition as they are, and a webhook in place of each channel.

    Of the timers the group interval is shorter: an alert that joins its group just after the first flush would
    otherwise keep the test waiting for ten minutes.
    """
    for artifact in artifacts:
        if artifact.path.startswith("alertmanager/"):
            place = folder / artifact.path.removeprefix("alertmanager/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(artifact.text)
    config = yaml.safe_load((folder / "alertmanager.yaml").read_text())
    config.pop("global", None)
    _hurry(config["route"])
    config["receivers"] = [_webhook(receiver, sink) for receiver in config["receivers"]]
    rewritten = folder / "loopback.yaml"
    rewritten.write_text(yaml.safe_dump(config))
    return rewritten


def _hurry(route: dict[str, Any]) -> None:
    if "group_interval" in route:
        route["group_interval"] = "20s"
    for each in route.get("routes", ()):
        _hurry(each)


def _webhook(receiver: dict[str, Any], sink: int) -> dict[str, Any]:
    channels = [each for key, listed in receiver.items() if key.endswith("_configs") for each in listed]
    assert channels, f"{receiver['name']} tells nobody"
    resolved = any(each.get("send_resolved", False) for each in channels)
    url = f"http://{HOST}:{sink}/{receiver['name']}"
    return {"name": receiver["name"], "webhook_configs": [{"url": url, "send_resolved": resolved}]}


def alertmanager_arguments(binary: str, config: Path, data: Path, port: int) -> list[str]:
    return [
        *_with_its_files(binary),
        binary,
        f"--config.file={config}",
        f"--storage.path={data}",
        f"--web.listen-address={HOST}:{port}",
        "--cluster.listen-address=",
    ]


def _with_its_files(binary: str) -> list[str]:
    """What lets an unpacked Debian build find the templates that it looks for in /usr/share, without being installed:
    a mount that only this process sees."""
    share = Path(binary).resolve().parent.parent / "share"
    if not (share / "prometheus/alertmanager/default.tmpl").exists():
        return []
    laid_over = 'mount -t overlay overlay -o lowerdir="$0":/usr/share /usr/share && exec "$@"'
    return ["unshare", "--map-root-user", "--mount", "sh", "-c", laid_over, str(share)]
