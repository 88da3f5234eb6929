"""官公需情報ポータルサイト 検索API: tender notices of a prefecture, by windows of days of issue.

The API gives 1,000 notices at most and has no pages (検索API利用ガイド), so a month that reaches that is halved until
no window does. Windows are whole months and their halves, the same in every look: their addresses are the locations.
An answer is kept as it came. Here it is only scanned, in constant memory, for how many notices it holds and whether
it is whole; one description of 157 MB was seen, and bytes that a strict XML parser refuses.
"""

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from ocdsjp.collect.asking import Asking, discard, handed
from ocdsjp.collect.client import Client
from ocdsjp.collect.options import KkjOptions
from ocdsjp.collect.sighting import Known, Sighted
from ocdsjp.errors import FetchError
from ocdsjp.findings import Rule

MOST_HITS = 1000
"""What one answer holds at most, whatever ``Count`` asks for."""

CREDIT = "官公需情報ポータルサイト https://www.kkj.go.jp/s/"
"""The terms ask to say that the API is used and to link there."""

API_ERROR = Rule(
    id="kkj-error",
    ja="官公需情報ポータルの検索APIがエラーを返しました（{value}）。",
    en='The search API of KKJ answered with an error ("{value}").',
    mend_ja="マッピングの collect の指定（都道府県コード2桁、カテゴリー番号）を確かめてください。",
    mend_en="Check what collect of the mapping asks for: two-digit prefectures, numbers of categories.",
)
NOT_WHOLE = Rule(
    id="kkj-not-whole",
    ja="官公需情報ポータルの応答が途中で切れているか、検索結果ではありません。",
    en="The answer of KKJ is cut off, or is no search result.",
    mend_ja="次の実行でもう一度取りに行きます。続くようなら、サイトの障害情報を確かめてください。",
    mend_en="The next run asks again. If it stays so, see whether the site is out of order.",
)
NO_HITS = Rule(
    id="kkj-no-hits",
    ja="都道府県『{value}』の公告が、調べた期間（{first}～{last}）に1件もありません。",
    en="There is no notice at all for prefecture {value} from {first} to {last}.",
    mend_ja="公告が無い月は考えにくいので、失敗として扱います。都道府県コードとサイトの状態を確かめてください。",
    mend_en="A month without notices is not to be expected, so this counts as a failure. Check code and site.",
)
TOO_MANY = Rule(
    id="kkj-too-many",
    ja="{value} の1日だけで、1回に取れる上限の1,000件に達しました。",
    en="The single day {value} reaches the 1,000 notices that one answer can hold.",
    mend_ja="取りこぼしがあるので使いません。マッピングの collect の categories で 1・2・3 に分けてください。",
    mend_en="Some would be missing, so none is used. Split by categories 1, 2 and 3 in collect of the mapping.",
)

_CHUNK_BYTES = 1 << 20
_LONGEST_MATCH = 1024
_HITS = re.compile(rb"<SearchHits>\s{0,99}([0-9]{1,9})\s{0,99}</SearchHits>")
_RESULT = re.compile(rb"<SearchResult[\s/>]")
_ERROR = re.compile(rb"<(?:Error|e)>([^<]{0,400})")
_END = b"</Results>"


@dataclass(frozen=True, slots=True)
class Contents:
    """What an answer holds, as far as a look needs to know.

    Attributes:
        hits: How many notices there are: those in the answer, or more if it says so.
        error: What the API complains of, "" if nothing.
        whole: Whether it is a search result with its end.
    """

    hits: int
    error: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Window:
    """Days of issue, first and last included."""

    first: date
    last: date

    def halves(self) -> "tuple[Window, Window] | None":
        """The two halves; None for a single day."""
        days = (self.last - self.first).days
        if days == 0:
            return None
        middle = self.first + timedelta(days=days // 2)
        return Window(self.first, middle), Window(middle + timedelta(days=1), self.last)


@dataclass(frozen=True, slots=True)
class _Query:
    """What is asked beside the days."""

    prefecture: str
    category: int | None


@dataclass(frozen=True)
class Kkj:
    """The connector. A window without notices is no location, but a prefecture without any is a failure."""

    options: KkjOptions

    @property
    def hosts(self) -> frozenset[str]:
        """See ``Connector.hosts``."""
        return self.options.allowed(self.options.url)

    @property
    def lists_everything(self) -> bool:
        """No: older months are asked for no more, and what they brought stays."""
        return False

    @property
    def max_requests(self) -> int | None:
        """See ``Connector.max_requests``."""
        return self.options.max_requests

    def look(self, client: Client, known: Mapping[str, Known], at: datetime) -> Iterator[Sighted]:
        """See ``Connector.look``. Metadata: ``hits`` and ``credit``."""
        asking = Asking(client, self.hosts, self.options, known, _problem)
        windows = list(_months(self._first(at.date()), at.date()))
        for prefecture in self.options.prefectures:
            anything = False
            for category in self.options.categories or (None,):
                for window in windows:
                    for sighted in self._window(asking, _Query(prefecture, category), window):
                        anything = True
                        yield sighted
            if not anything:
                last = windows[-1]
                error = FetchError(NO_HITS, prefecture, first=windows[0].first, last=last.last)
                yield Sighted(self._address(_Query(prefecture, None), last), error=error)

    def _first(self, today: date) -> date:
        if self.options.since is not None:
            return min(self.options.since, today)
        months = today.year * 12 + today.month - self.options.months
        return date(months // 12, months % 12 + 1, 1)

    def _window(self, asking: Asking, query: _Query, window: Window) -> Iterator[Sighted]:
        """The locations of a window: itself, its parts if it holds too much, or none if there are no notices."""
        sighted = asking.sight(self._address(query, window))
        if sighted.path is None:
            yield sighted
            return
        hits = scan(sighted.path).hits
        if 0 < hits < MOST_HITS:
            yield from handed(replace(sighted, metadata={"hits": str(hits), "credit": CREDIT}))
            return
        discard(sighted)
        if hits >= MOST_HITS:
            yield from self._parts(asking, query, window)

    def _parts(self, asking: Asking, query: _Query, window: Window) -> Iterator[Sighted]:
        halves = window.halves()
        if halves is None:
            yield Sighted(self._address(query, window), error=FetchError(TOO_MANY, window.first))
            return
        for half in halves:
            yield from self._window(asking, query, half)

    def _address(self, query: _Query, window: Window) -> str:
        parts = {"LG_Code": query.prefecture, "CFT_Issue_Date": f"{window.first}/{window.last}", "Count": MOST_HITS}
        if query.category is not None:
            parts["Category"] = query.category
        return f"{self.options.url}?{urlencode(parts, safe='/')}"


def scan(path: Path) -> Contents:
    """What an answer holds, in constant memory. Its elements may stand in any order and be absent."""
    results, stated, error, rest = 0, 0, "", b""
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK_BYTES)
            block = rest + chunk
            # What may go on in the next block is looked at then.
            done = max(len(block) - _LONGEST_MATCH, 0) if chunk else len(block)
            results += sum(match.start() < done for match in _RESULT.finditer(block))
            if found := _HITS.search(block):
                stated = stated or int(found[1])
            if not error and (found := _ERROR.search(block)):
                error = found[1].decode("utf-8", "replace").strip() or "?"
            if not chunk:
                return Contents(max(results, stated), error, whole=rest.rstrip().endswith(_END))
            rest = block[done:]


def _problem(path: Path) -> FetchError | None:
    contents = scan(path)
    if contents.error:
        return FetchError(API_ERROR, contents.error)
    return None if contents.whole else FetchError(NOT_WHOLE)


def _months(first: date, last: date) -> Iterator[Window]:
    """Whole months, from that of ``first`` to that of ``last``."""
    start = first.replace(day=1)
    while start <= last:
        end = start.replace(day=calendar.monthrange(start.year, start.month)[1])
        yield Window(start, end)
        start = end + timedelta(days=1)
