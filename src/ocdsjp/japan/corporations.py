"""Which 法人番号 belongs to which name: look-ups in a local index of all corporations, without a network.

The index is a Parquet file (``corporation_index`` writes it) in which every corporation is entered twice: under its
number and under the key of its name. An entry's place follows from the entry alone, so that a look-up reads one row
group of some ten thousand rows. Any Parquet reader opens the file.

Nothing is guessed: a name that two corporations bear at the time gives none. The register knows the present name of a
corporation and since when it can have borne it; an earlier name is not found.
"""

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ocdsjp.errors import StoreError
from ocdsjp.japan.companies import name_key, read_supplier
from ocdsjp.japan.local_governments import PREFECTURES
from ocdsjp.japan.text import is_blank, squash

FIRST_NUMBERS = date(2015, 10, 5)
"""The day on which all corporations that were there got a number (番号利用法 施行日): says nothing of their age."""

ENTRY = "entry"
SHELVES = 1024
"""Row groups of an index: about ten thousand rows each for the five million corporations of Japan."""

SCHEMA = pa.schema(
    [
        pa.field(ENTRY, pa.string(), nullable=False),
        pa.field("number", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("prefecture", pa.string(), nullable=False),
        pa.field("since", pa.date32(), nullable=False),
        pa.field("closed", pa.date32()),
        pa.field("successor", pa.string()),
        pa.field("hidden", pa.bool_(), nullable=False),
        pa.field("updated", pa.date32(), nullable=False),
    ]
)
_PREFECTURE_CODES = {prefecture.name: prefecture.code for prefecture in PREFECTURES}
_CACHE = 8192


@dataclass(frozen=True, slots=True)
class Corporation:
    """What the register says of a corporation.

    Attributes:
        number: 法人番号, thirteen digits.
        name: Its name as registered, in full width where the register writes so.
        prefecture: Two digits (JIS X 0401) of its head office; "" for one abroad.
        since: First day on which this name is known to be its own: its last change of name, or the day on which its
            number was given (``FIRST_NUMBERS`` for all that were there before).
        closed: Day on which its register was closed, None while it is open.
        successor: Number of the corporation that took it over, None if there is none.
        hidden: The register leaves it out of searches by name.
        updated: Day of the register's entry.
    """

    number: str
    name: str
    prefecture: str
    since: date
    closed: date | None
    successor: str | None
    hidden: bool
    updated: date

    def existed(self, on: date | None) -> bool:
        """Whether the corporation bore its name on that day; without a day it may have, at some time."""
        if on is None:
            return True
        return (self.since <= max(on, FIRST_NUMBERS)) and (self.closed is None or on <= self.closed)


class Confirmation(StrEnum):
    """What the register says of a number and a name that stand side by side."""

    CONFIRMED = "confirmed"  # the number is that of the corporation of this name
    OTHER_NAME = "other-name"  # the number is that of a corporation with another name now
    UNKNOWN = "unknown"  # no corporation has the number


class Corporations:
    """Look-ups in an index. Opening reads the footer alone; answers are remembered.

    Args:
        path: The index file.

    Raises:
        StoreError: If there is none, or the file is no index of corporations.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = pq.ParquetFile(path)
        except (OSError, pa.ArrowInvalid) as error:
            raise StoreError(f"{path} is no index of corporations: {error}") from error
        if not self._file.schema_arrow.equals(SCHEMA) or self._file.num_row_groups != SHELVES:
            raise StoreError(f"{path} is no index of corporations of this version; make it anew")
        self._rows: Callable[[str], tuple[Corporation, ...]] = lru_cache(maxsize=_CACHE)(self._read)

    def __len__(self) -> int:
        """How many corporations the index holds."""
        return int(self._file.metadata.num_rows) // 2

    @cached_property
    def digest(self) -> str:
        """sha256 of the file, hexadecimal: answers depend on nothing else."""
        with self._path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def by_number(self, number: str) -> Corporation | None:
        """The corporation with that number, or None."""
        return next(iter(self._rows(number)), None) if number.isdecimal() else None

    def find(self, name: str, prefecture: str = "", on: date | None = None) -> Corporation | None:
        """The one corporation that a supplier's name can mean, or None.

        Corporations with exactly this name come first; only if there is none, those whose name differs in width,
        spaces, old forms of characters or the abbreviation of the legal form (㈱). More than one gives none.

        Args:
            name: The name as a publisher writes it; branch, representative and address are set aside.
            prefecture: Name of the prefecture of the head office, "" to look in all of Japan.
            on: The day of the contract: corporations that were closed before it or got the name after it do not count.
                Without it all of them count.
        """
        if is_blank(name):
            return None
        supplier = read_supplier(name)
        if supplier.is_joint_venture:
            return None
        code = _PREFECTURE_CODES.get(prefecture)
        if prefecture and code is None:
            return None
        candidates = [
            corporation
            for corporation in self._rows(supplier.key)
            if not corporation.hidden and corporation.existed(on) and (code is None or corporation.prefecture == code)
        ]
        written = squash(supplier.name)
        exact = [corporation for corporation in candidates if squash(corporation.name) == written]
        found = exact or candidates
        return found[0] if len(found) == 1 else None

    def confirm(self, number: str, name: str) -> Confirmation:
        """Whether a number and a name belong together.

        A corporation may have changed its name since: ``OTHER_NAME`` is a reason to look, no proof of an error.
        """
        corporation = self.by_number(number)
        if corporation is None:
            return Confirmation.UNKNOWN
        same = not is_blank(name) and name_key(corporation.name) == read_supplier(name).key
        return Confirmation.CONFIRMED if same else Confirmation.OTHER_NAME

    def _read(self, entry: str) -> tuple[Corporation, ...]:
        table = self._file.read_row_group(shelf_of(entry))
        rows = table.filter(pc.equal(table[ENTRY], entry)).drop_columns([ENTRY]).to_pylist()
        return tuple(Corporation(**row) for row in rows)


def shelf_of(entry: str) -> int:
    """The row group that an entry is in."""
    return zlib.crc32(entry.encode()) % SHELVES
