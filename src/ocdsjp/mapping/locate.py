"""Where in which file a part of a mapping stands: its own file, or a layout that it extends.

Only positions are dealt with here; what is wrong at them is told by ``explain`` and ``check``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

Location = Sequence[int | str]
"""Keys and list positions from the top of the effective mapping down to one of its parts."""


@dataclass(frozen=True, eq=False)
class Origins:
    """The files that an effective mapping was laid together from.

    Attributes:
        layers: The mapping file itself, then the layouts, the one that wins first.
        effective: What they give together.
    """

    layers: tuple[Path, ...]
    effective: dict[str, Any]

    @cached_property
    def _nodes(self) -> tuple[Any, ...]:
        return tuple(YAML(typ="rt").load(layer.read_bytes()) for layer in self.layers)

    def find(self, location: Location) -> tuple[Path, int]:
        """File and line (1-based) of a part: where it is stated, or the deepest of its parents that is."""
        found = [(*self._descend(node, location), layer) for layer, node in zip(self.layers, self._nodes, strict=True)]
        _, line, layer = max(found, key=lambda one: one[0])
        return layer, line

    def _descend(self, node: Any, location: Location) -> tuple[int, int]:
        """How deep a file knows a location, and the line of the last part that it knows."""
        line, depth = 1, 0
        for position, part in enumerate(location):
            of_releases = isinstance(part, int) and position > 0 and location[position - 1] == "releases"
            place = self._release(node, part) if of_releases else part
            try:
                line = node.lc.data[place][0] + 1
                node = node[place]
            except (KeyError, IndexError, TypeError, AttributeError):
                break
            depth += 1
        return depth, line

    def _release(self, releases: Any, index: int | str) -> int | None:
        """The place in one file of the release at ``index`` of the effective mapping: releases merge by phase."""
        phase = self.effective["releases"][index].get("phase")
        return next((place for place, release in enumerate(releases) if release.get("phase") == phase), None)


def own_location(reported: Location, effective: Any) -> Location:
    """The keys of the file in a location as pydantic reports it, which also has names of types and of defaults."""
    kept: list[int | str] = []
    node = effective
    for position, part in enumerate(reported):
        known = _parts(node)
        if part in known:
            node = known[part]
        elif position < len(reported) - 1 or not isinstance(node, Mapping):
            continue
        kept.append(part)
    return kept


def _parts(node: Any) -> Mapping[Any, Any]:
    """The members of a mapping by key, those of a list by position."""
    if isinstance(node, Mapping):
        return node
    return dict(enumerate(node)) if isinstance(node, list | tuple) else {}
