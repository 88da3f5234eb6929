"""The vocabulary that the publishing modules share: the unit, and the facts of a publication.

Only names and checks of names; no format is written here.
"""

import re
from dataclasses import dataclass

from ocdsjp import __version__
from ocdsjp.errors import UsageError

UNDATED = "undated"
PREVIEW_MARK = "PREVIEW / 試験公開"

# Codes become file names on every system, so: no separator, no leading dot, no trailing dot (Windows drops it).
_CODE = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z._-]{0,62}[0-9A-Za-z_-])?")
_FISCAL_YEAR = re.compile(r"[12][0-9]{3}")
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file: reserved with any extension.
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """What is published together: the processes of one publisher that began in one fiscal year.

    Units sort as published: by code, then year, undated last.

    Raises:
        UsageError: If a name could not safely become a file name.
    """

    publisher_code: str
    fiscal_year: str

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.publisher_code) or _RESERVED.fullmatch(self.publisher_code):
            raise UsageError(f"{self.publisher_code!r} cannot be a publisher code: it has to be a safe file name")
        if self.fiscal_year != UNDATED and not _FISCAL_YEAR.fullmatch(self.fiscal_year):
            raise UsageError(f"{self.fiscal_year!r} is no fiscal year: four digits or {UNDATED!r} expected")

    @property
    def year(self) -> int | None:
        """The fiscal year as a number, or None when it is unknown."""
        return None if self.fiscal_year == UNDATED else int(self.fiscal_year)


@dataclass(frozen=True, slots=True)
class Licence:
    """The licence of the data: SPDX name, address, title."""

    name: str
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class PublicationMeta:
    """The facts of a publication that its data do not hold.

    Attributes:
        published: When the content last changed, RFC 3339 with +09:00; from the catalogue, never from the clock.
        publisher: Name of who publishes this OCDS version (not the municipality); ``publisher_uri`` its page.
        base_url: Address at which the folder ``latest`` will be served, without a final slash.
        extensions: Addresses of the extensions' ``extension.json``, pinned.
        preview: True while the ocid prefix is the placeholder; then every package and table says so.
    """

    published: str
    publisher: str
    publisher_uri: str
    base_url: str
    licence: Licence
    policy_url: str
    title_ja: str
    title_en: str
    description_ja: str
    description_en: str
    extensions: tuple[str, ...] = ()
    preview: bool = False
    generator: str = f"ocdsjp {__version__}"

    @property
    def publisher_name(self) -> str:
        """The publisher's name, with the preview mark where it applies.

        OCDS packages allow no further top-level field, and every reader shows the publisher's name.
        """
        return f"{self.publisher} ({PREVIEW_MARK})" if self.preview else self.publisher
