"""The nested values of a release while a mapping puts them together, before they are an OCDS body."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ocdsjp.japan.text import match_key
from ocdsjp.mapping.bodies import Body
from ocdsjp.ocds.build import Party


@dataclass(frozen=True, slots=True)
class Unit:
    """A procuring entity: a body (None: the publisher) and one of its sections."""

    name: str | None
    unit: str | None

    def party(self, publisher: Body) -> Party:
        """The section as a party; the publisher's name goes before it unless the text has it already."""
        owner = self.name or publisher.name
        if self.unit is None:
            return publisher.party if owner == publisher.name else Party(owner, match_key(owner))
        full = self.unit if self.unit.startswith(owner) else f"{owner} {self.unit}"
        return publisher.party if full == publisher.name else Party(full, match_key(full))


def put(tree: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set a value at a path; a numeric part addresses an array element, which must be the next or an existing one."""
    if len(path) == 1:
        tree[path[0]] = value
        return
    if len(path) == 2 and not path[1].isdigit():  # noqa: PLR2004  # the common case, without the general walk
        tree.setdefault(path[0], {})[path[1]] = value
        return
    node: Any = tree
    for position, part in enumerate(path[:-1]):
        node = _step(node, part, [] if path[position + 1].isdigit() else {})
    _step(node, path[-1], value)


def _step(node: Any, part: str, default: Any) -> Any:
    if isinstance(node, list):
        index = int(part)
        while len(node) <= index:
            node.append(default if len(node) == index else {})
        return node[index]
    return node.setdefault(part, default)


def resolve_units(tree: dict[str, Any], publisher: Body) -> None:
    """Turn the procuring entity of a tree into a party of its publisher."""
    tender = tree.get("tender")
    if tender is not None and isinstance(tender.get("procuringEntity"), Unit):
        tender["procuringEntity"] = tender["procuringEntity"].party(publisher)


def has(tree: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    """Whether something stands at a path."""
    node: Any = tree
    for part in path:
        if isinstance(node, list):
            if int(part) >= len(node):
                return False
            node = node[int(part)]
        elif part in node:
            node = node[part]
        else:
            return False
    return True
