"""調達ポータル 落札実績オープンデータ: awards of national bodies, a zip for each fiscal year and each of the last days.

A yearly file is as of the end of the month before; daily ones are kept for about two months.
For a file that it does not have the server sends a page with status 200, so a zip is known by its first bytes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from ocdsjp.collect.asking import Asking, handed
from ocdsjp.collect.client import Client
from ocdsjp.collect.options import PportalOptions
from ocdsjp.collect.sighting import Known, Sighted
from ocdsjp.errors import FetchError
from ocdsjp.findings import Rule
from ocdsjp.japan.fiscal_years import fiscal_year_of

NOT_A_ZIP = Rule(
    id="pportal-not-a-zip",
    ja="調達ポータルが ZIP の代わりにウェブページなどを返しました。",
    en="The procurement portal sent a page or something else in place of a zip.",
    mend_ja="ファイルがまだ無いか、名前が変わりました。調達ポータルのオープンデータのページで確かめてください。",
    mend_en="The file is not there yet, or was renamed. See the portal's page on open data.",
)
NO_DAILY = Rule(
    id="pportal-no-daily-file",
    ja="調達ポータルに、{first} から {value} までの日次ファイルが1つもありません。",
    en="The procurement portal has no daily file from {first} to {value}.",
    mend_ja="年度のファイルは使います。調達ポータルのオープンデータのページで、日次ファイルの有無を確かめてください。",
    mend_en="The yearly files are used. See the portal's page on open data for daily ones.",
)

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_YEARLY = "successful_bid_record_info_all_{:04}.zip"
_DAILY = "successful_bid_record_info_diff_{:%Y%m%d}.zip"


@dataclass(frozen=True)
class Pportal:
    """The connector. A year without its file is a failure; so are days without any, but not a single day."""

    options: PportalOptions

    @property
    def hosts(self) -> frozenset[str]:
        """See ``Connector.hosts``."""
        return self.options.allowed(self.options.url)

    @property
    def lists_everything(self) -> bool:
        """No: daily files are taken away after two months, and what they brought stays."""
        return False

    @property
    def max_requests(self) -> int | None:
        """See ``Connector.max_requests``."""
        return self.options.max_requests

    def look(self, client: Client, known: Mapping[str, Known], at: datetime) -> Iterator[Sighted]:
        """See ``Connector.look``. Metadata: ``file``, the name of the zip."""
        asking = Asking(client, self.hosts, self.options, known, _page_in_place_of_a_zip)
        today = at.date()
        # In April the file of the new fiscal year, as of the end of March, is not there yet.
        newest = fiscal_year_of(today.replace(day=1) - timedelta(days=1))
        for year in range(self.options.since, newest + 1):
            yield from handed(self._file(asking, _YEARLY.format(year)))
        yield from self._days(asking, today)

    def _days(self, asking: Asking, today: date) -> Iterator[Sighted]:
        days = [today - timedelta(days=back) for back in range(self.options.days, 0, -1)]
        there = False
        for day in days:
            sighted = self._file(asking, _DAILY.format(day))
            # Nothing is awarded on holidays: a day without a file is ordinary unless it had one.
            absent = sighted.error is not None and sighted.error.rule is NOT_A_ZIP
            if not absent or sighted.location in asking.known:
                there = True
                yield from handed(sighted)
        if days and not there:
            location = self._address(_DAILY.format(days[-1]))
            yield Sighted(location, error=FetchError(NO_DAILY, days[-1], first=days[0]))

    def _file(self, asking: Asking, name: str) -> Sighted:
        return asking.sight(self._address(name), {"file": name})

    def _address(self, name: str) -> str:
        return f"{self.options.url}?{urlencode({'fileversion': 'v001', 'filename': name})}"


def _page_in_place_of_a_zip(path: Path) -> FetchError | None:
    with path.open("rb") as file:
        return None if file.read(4) in _ZIP else FetchError(NOT_A_ZIP)
