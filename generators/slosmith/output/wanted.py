"""What the output folder is to hold: a tree of files, and trees below it, each with a manifest of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from pathlib import Path
from typing import NamedTuple, TypeAlias

from slosmith.artifact import Artifact
from slosmith.output import manifest
from slosmith.output.paths import MANIFEST, require_distinct
from slosmith.output.shelf import Texts, paths_of

# By the folder of each; "" is the output folder itself. Without that one, the trees that are named are all that
# is written: everything else in the folder stays as it is.
Trees: TypeAlias = Mapping[str, Iterable[Artifact]]


class Wanted(NamedTuple):
    """The texts of each tree, by path in it; a tree that holds files has a manifest among them.

    Texts are read and encoded one file at a time, since a large output would not fit into memory.
    """

    trees: Mapping[str, Texts]

    @staticmethod
    def of(trees: Trees) -> Wanted:
        wanted = Wanted({folder: _with_manifest(artifacts) for folder, artifacts in trees.items()})
        paths = (path for folder, tree in wanted.trees.items() for path in tree.below(folder))
        require_distinct(path for path in paths if path.rpartition("/")[2] != MANIFEST)
        return wanted

    def files(self, root: Path) -> Texts:
        """Every file that the folder is to hold, by path, in order."""
        files = self._texts()
        listed = (self.trees[""].keys() if "" in self.trees else self._others(root)) - {MANIFEST}
        listed |= {path for path in files if path.endswith(f"/{MANIFEST}")}
        if listed:
            files |= Texts({MANIFEST: manifest.render(listed)})
        return files.chosen(sorted(files))

    def owned(self, root: Path) -> frozenset[str]:
        """What is there and may be changed or removed."""
        below = [manifest.read_below(root, folder) for folder in self.trees if folder]
        outer = manifest.read_all(root) if "" in self.trees else manifest.read(root) & {MANIFEST}
        return outer.union(*below)

    def _texts(self) -> Texts:
        return reduce(or_, (tree.below(folder) for folder, tree in self.trees.items()), Texts({}))

    def _others(self, root: Path) -> frozenset[str]:
        """What the manifest lists of other trees than these."""
        ours = {f"{folder}/{MANIFEST}" for folder in self.trees}
        return manifest.read(root) - ours


def _with_manifest(artifacts: Iterable[Artifact]) -> Texts:
    listed = artifacts if isinstance(artifacts, Sequence) else tuple(artifacts)
    require_distinct(paths_of(listed))
    files = Texts.of(listed)
    return files | Texts({MANIFEST: manifest.render(files)}) if files else files
