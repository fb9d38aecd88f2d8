"""Everything that the specs folder holds, read once: the base, and how each environment changes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from slosmith.diagnostics import Diagnostic
from slosmith.environments.applying import apply
from slosmith.environments.reading import read_environment
from slosmith.source import Document, read_dashboards, read_environments, read_specs
from slosmith.source.jsonnet_process import Program
from slosmith.spec import base_path

BASE = ""


class Variant(NamedTuple):
    """The documents of the base, or as an environment has them; `overlay` is what changes them."""

    documents: tuple[Document, ...]
    diagnostics: tuple[Diagnostic, ...]
    overlay: tuple[Document, ...] = ()


class Sources(NamedTuple):
    """`variants` are the base, called `BASE`, and the environments by their names; none if `diagnostics` has errors
    that keep the files from being read."""

    variants: Mapping[str, Variant]
    dashboards: tuple[Program, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def environments(self) -> dict[str, str]:
        """The title of each by its name, or nothing when it has none."""
        return {name: _title(each.overlay) for name, each in self.variants.items() if name != BASE}


def _title(overlay: Sequence[Document]) -> str:
    data = overlay[0].data
    title = data.get("title") if isinstance(data, dict) else None
    return title if isinstance(title, str) else ""


def read_sources(folder: Path) -> Sources:
    documents, found = read_specs(folder)
    overlays, faults = read_environments(folder)
    dashboards, more = read_dashboards(folder)
    variants = {BASE: Variant(documents, ())}
    variants |= {name: _variant(name, overlay, documents) for name, overlay in overlays.items()}
    return Sources(_without_strangers(variants), dashboards, (*found, *faults, *more))


def _variant(name: str, overlay: tuple[Document, ...], documents: Sequence[Document]) -> Variant:
    read = read_environment(name, overlay)
    if read.document is None:
        return Variant((), read.diagnostics, overlay)
    applied = apply(read.document, documents)
    return Variant(applied.documents, applied.diagnostics, overlay)


def _without_strangers(variants: Mapping[str, Variant]) -> dict[str, Variant]:
    """An Alertmanager configuration that only some of them name is no spec in the others either."""
    named = {name: {base_path(each) for each in variant.documents} for name, variant in variants.items()}
    anywhere = set().union(*named.values()) - {""}
    return {
        name: variant._replace(
            documents=tuple(each for each in variant.documents if each.file not in anywhere - named[name])
        )
        for name, variant in variants.items()
    }
