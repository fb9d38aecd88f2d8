"""What the output folder is to hold: a tree of files, and trees below it, each with a manifest of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

from slosmith.artifact import Artifact
from slosmith.output import manifest
from slosmith.output.paths import MANIFEST, require_distinct

# By the folder of each; "" is the output folder itself. Without that one, the trees that are named are all that
# is written: everything else in the folder stays as it is.
Trees: TypeAlias = Mapping[str, Iterable[Artifact]]


class Wanted(NamedTuple):
    """The texts of each tree, by path in it; a tree that holds files has a manifest among them.

    As text, which is there anyway; it is encoded one file at a time, since a large output would not fit twice.
    """

    trees: Mapping[str, Mapping[str, str]]

    @staticmethod
    def of(trees: Trees) -> Wanted:
        wanted = Wanted({folder: _with_manifest(artifacts) for folder, artifacts in trees.items()})
        require_distinct(path for path, _ in wanted._texts() if path.rpartition("/")[2] != MANIFEST)
        return wanted

    def files(self, root: Path) -> dict[str, str]:
        """Every file that the folder is to hold, by path, in order."""
        files = dict(self._texts())
        listed = (self.trees[""].keys() if "" in self.trees else self._others(root)) - {MANIFEST}
        listed |= {path for path in files if path.endswith(f"/{MANIFEST}")}
        if listed:
            files[MANIFEST] = manifest.render(listed)
        return dict(sorted(files.items()))

    def owned(self, root: Path) -> frozenset[str]:
        """What is there and may be changed or removed."""
        below = [manifest.read_below(root, folder) for folder in self.trees if folder]
        outer = manifest.read_all(root) if "" in self.trees else manifest.read(root) & {MANIFEST}
        return outer.union(*below)

    def _texts(self) -> Iterator[tuple[str, str]]:
        for folder, tree in self.trees.items():
            for path, text in tree.items():
                yield f"{folder}/{path}" if folder else path, text

    def _others(self, root: Path) -> frozenset[str]:
        """What the manifest lists of other trees than these."""
        ours = {f"{folder}/{MANIFEST}" for folder in self.trees}
        return manifest.read(root) - ours


def _with_manifest(artifacts: Iterable[Artifact]) -> dict[str, str]:
    artifacts = list(artifacts)
    require_distinct(each.path for each in artifacts)
    files = {each.path: each.text for each in artifacts}
    if files:
        files[MANIFEST] = manifest.render(files)
    return files
