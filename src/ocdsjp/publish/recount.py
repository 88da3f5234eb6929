"""Rows and yen of releases, counted from their JSON again, by other means than those that made the tables.

Only what is counted becomes an object: msgspec checks that the rest is JSON and passes over it, which makes counting
six times as fast as a whole parse. What the figures are compared with is said in ``verify``.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from ocdsjp.publish.tables import ARRAYS, FLAT_TABLES


class _Value(msgspec.Struct):
    amount: int | float | None = None
    currency: str | None = None


class Sum(msgspec.Struct):
    """An award or a contract, as far as money goes."""

    status: str | None = None
    value: _Value | None = None

    @property
    def yen(self) -> int:
        """Its amount in whole yen (``flatten`` refuses fractions); 0 if none is stated or it is in another currency."""
        value = self.value
        return 0 if value is None or (value.currency or "JPY") != "JPY" else int(value.amount or 0)


class Counted(msgspec.Struct):
    """What every release has; the places where rows of the tables stand are added below."""

    ocid: str
    id: str | int = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in a release: its name, the table whose rows stand there (None: none), and the places in it."""

    name: str
    table: str | None
    many: bool
    inner: tuple["_Place", ...]


def yen(release: Any) -> tuple[int, int]:
    """The yen of all awards and of the active ones."""
    awards: list[Sum] = release.awards or []
    return sum(award.yen for award in awards), sum(award.yen for award in awards if award.status == "active")


def accounted_yen(release: Any) -> int:
    """The yen that the accounting follows: the same as ``ocds.build.yen_of`` says, said once more."""
    awards: list[Sum] = [it for it in release.awards or () if it.status in {"active", None} and it.value is not None]
    contracts: list[Sum] = release.contracts or []
    return sum(it.yen for it in awards or contracts)


def count_rows(release: Any, counts: Counter[str]) -> None:
    """Add the rows that each flat table has of a compiled release."""
    counts["processes"] += 1
    _count(release, _places(""), counts)


def _count(owner: Any, places: tuple[_Place, ...], counts: Counter[str]) -> None:
    for place in places:
        value = getattr(owner, place.name)
        if not value:
            continue
        if place.table is not None:
            counts[place.table] += len(value) if place.many else 1
        if place.inner:
            for element in value if place.many else (value,):
                _count(element, place.inner, counts)


@cache
def _places(above: str) -> tuple[_Place, ...]:
    """The places directly in the one at ``above``, in which rows stand or lie further down."""
    tables = {path: table.name for table in FLAT_TABLES for path in table.row_paths}
    prefix = f"{above}/" if above else ""
    names = dict.fromkeys(
        path.removeprefix(prefix).split("/")[0] for path in tables if path.startswith(prefix) and path != above
    )
    return tuple(
        _Place(name, tables.get(f"{prefix}{name}"), f"{prefix}{name}" in ARRAYS, _places(f"{prefix}{name}"))
        for name in names
    )


def _struct(name: str, places: tuple[_Place, ...]) -> type[msgspec.Struct]:
    """The type of what stands at a place."""
    fields = []
    for place in places:
        inner: Any = _struct(place.name, place.inner)
        fields.append((place.name, (list[inner] if place.many else inner) | None, None))
    bases: dict[str, type[msgspec.Struct]] = {"": Counted, "awards": Sum, "contracts": Sum}
    return msgspec.defstruct(name or "release", fields, bases=(bases.get(name, msgspec.Struct),))


_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_struct("", _places("")))


def decode(line: bytes) -> Any:
    """A release from its JSON, as far as it is counted: ``Counted`` and the places where rows stand.

    Raises:
        msgspec.MsgspecError: If it is no release, a ``ValueError``.
    """
    return _decoder.decode(line)
