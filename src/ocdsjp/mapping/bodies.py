"""Which body a row belongs to: from a 団体コード, or from a name and a prefecture.

Local governments come from the table of all 1,788; national bodies, unions of municipalities and whatever else has no
entry there from ``mappings/vocabulary/bodies.csv``, and an inbox may bring a table of its own
(``local_governments.csv`` in its root, as the invented places of the sample do). A code may stand in several lines:
the first has the official name, the others are names that sources use for the same body. A name that is in none of the
tables is unresolved: its rows go to quarantine.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ocdsjp.errors import NotationError
from ocdsjp.findings import Rule
from ocdsjp.japan import local_governments
from ocdsjp.japan.text import match_key
from ocdsjp.ocds.build import Party

BODY_UNKNOWN = Rule(
    id="body-unknown",
    ja="発注機関『{value}』（{prefecture}）を特定できません。",
    en='The body "{value}" ({prefecture}) is not known.',
    mend_ja="表記を確かめるか、mappings/vocabulary/bodies.csv に名称とコードを足してください。",
    mend_en="Check the spelling, or add its name and code to mappings/vocabulary/bodies.csv.",
)


@dataclass(frozen=True, slots=True)
class Body:
    """A public body that publishes procurement records.

    Attributes:
        code: 全国地方公共団体コード (6 digits), or a code of our own (see ``bodies.csv``) where there is none.
        name: Official name.
        prefecture: Name of its prefecture, "" for national bodies.
        corporate_number: 法人番号 or None.
    """

    code: str
    name: str
    prefecture: str
    corporate_number: str | None

    @property
    def party(self) -> Party:
        """The body as a party of a release."""
        return _party(self.name, self.corporate_number)


@lru_cache(maxsize=4096)
def _party(name: str, corporate_number: str | None) -> Party:
    return Party(name, match_key(name), corporate_number)


@dataclass(frozen=True, eq=False)
class Bodies:
    """The bodies beside the table of local governments. Look-ups are cached per object."""

    entries: tuple[Body, ...] = ()

    def by_code(self, code: str) -> Body:
        """The body with that code.

        Raises:
            NotationError: If no table has it.
        """
        return _by_code(self, code)

    def resolve(self, name: str, prefecture: str) -> Body:
        """The body of that name, in that prefecture where one is given ("" otherwise).

        Raises:
            NotationError: If no table has it, or if several bodies bear the name.
        """
        return _resolve(self, name, prefecture)


@lru_cache(maxsize=4096)
def _by_code(bodies: Bodies, code: str) -> Body:
    for body in bodies.entries:
        if body.code == code:
            return body
    try:
        return _local(local_governments.by_code(code))
    except (KeyError, NotationError):
        raise NotationError(BODY_UNKNOWN, code, prefecture="－") from None


@lru_cache(maxsize=16384)
def _resolve(bodies: Bodies, name: str, prefecture: str) -> Body:
    key, area = match_key(name), match_key(prefecture)
    for body in bodies.entries:
        if match_key(body.name) == key and (not area or match_key(body.prefecture) in {area, ""}):
            return _by_code(bodies, body.code)
    try:
        return _local(local_governments.find(name, prefecture or None))
    except NotationError as error:
        if error.rule.id == "local-government-ambiguous":
            raise
        raise NotationError(BODY_UNKNOWN, name, prefecture=prefecture or "－") from error


def _local(government: local_governments.LocalGovernment) -> Body:
    return Body(government.code, government.name, government.prefecture, government.corporate_number)


def load_bodies(*tables: Path) -> Bodies:
    """The bodies of those tables that exist: CSV with code, name, prefecture, corporate_number."""
    entries: list[Body] = []
    for table in tables:
        if table.is_file():
            with table.open(encoding="utf-8-sig", newline="") as file:
                entries.extend(
                    Body(line["code"], line["name"], line["prefecture"], line["corporate_number"] or None)
                    for line in csv.DictReader(file)
                )
    return Bodies(tuple(entries))
