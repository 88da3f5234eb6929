"""官公需情報ポータル: a server that gives 1,000 notices at most, has no pages, and sends what the real one sends."""

import tracemalloc
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocdsjp.collect.kkj import Contents, Kkj, Window, scan
from ocdsjp.collect.options import KkjOptions
from ocdsjp.collect.sighting import Known
from ocdsjp.settings import JST

AT = datetime(2026, 11, 21, 3, 0, tzinfo=JST)


def answer(hits: int, results: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Results><Version>1.0</Version><SearchResults>'
        f"<SearchHits>{hits}</SearchHits>{results}</SearchResults></Results>\n"
    ).encode("utf-8", "surrogatepass")


def complaint(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><Results><Error>{text}</Error></Results>'.encode()


@dataclass
class Portal:
    """The API: notices by day of issue, all of them in one prefecture.

    Attributes:
        prefecture: Theirs; others have none.
        days: How many notices a day has.
        text: A notice, with a place for its key.
    """

    prefecture: str = "07"
    days: dict[date, int] = field(default_factory=dict)
    text: str = "<SearchResult><Key>{}</Key><ProjectName>除雪業務 (1.0KB)</ProjectName></SearchResult>"

    def answer(self, path: str) -> bytes:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        if not any(name in asked for name in ("Query", "Project_Name", "Organization_Name", "LG_Code")):
            return complaint("one of the four is needed")
        if asked.get("Category", "1") not in {"1", "2", "3"}:
            return complaint("unknown category")
        first, last = map(date.fromisoformat, asked["CFT_Issue_Date"].split("/"))
        here = [day for day in sorted(self.days) if first <= day <= last and asked["LG_Code"] == self.prefecture]
        found = [f"{day}-{number}" for day in here for number in range(self.days[day])]
        shown = found[: min(int(asked.get("Count", "10")), 1000)]
        return answer(len(found), "".join(map(self.text.format, shown)))


@pytest.fixture
def portal(web, write):
    portal = Portal()
    web.does("/api/", lambda handler: write(handler, 200, portal.answer(handler.path)))
    return portal


@pytest.fixture
def look(web, client):
    def look(known=None, at=AT, **options):
        connector = Kkj(KkjOptions(url=web.url("/api/"), **{"prefectures": ("07",), **options}))
        seen = []
        for sighted in connector.look(client, known or {}, at):
            content = None if sighted.path is None else sighted.path.read_bytes()
            seen.append((sighted, content))
        assert all(sighted.path is None or not sighted.path.exists() for sighted, _ in seen)
        return seen

    return look


def windows(seen):
    """The windows of the locations that came with content."""
    return [parse_qs(urlsplit(it.location).query)["CFT_Issue_Date"][0] for it, content in seen if content]


def rules(seen):
    return [it.error.rule.id for it, _ in seen if it.error]


def test_each_month_with_notices_is_a_location_whose_raw_answer_is_kept(look, portal, web):
    portal.days = {date(2026, 10, 5): 3, date(2026, 11, 20): 1}
    seen = look()
    assert windows(seen) == ["2026-10-01/2026-10-31", "2026-11-01/2026-11-30"]
    assert seen[0][1] == portal.answer(urlsplit(seen[0][0].location)._replace(scheme="", netloc="").geturl())
    assert seen[0][0].metadata == {"hits": "3", "credit": "官公需情報ポータルサイト https://www.kkj.go.jp/s/"}
    assert web.paths()[0] == "/api/?LG_Code=07&CFT_Issue_Date=2026-10-01/2026-10-31&Count=1000"


def test_a_window_that_reaches_the_limit_is_halved_until_none_does(look, portal):
    portal.days = {date(2026, 11, 1) + timedelta(days=day): 300 for day in range(20)}
    seen = look(months=1)
    assert rules(seen) == []
    assert sum(int(it.metadata["hits"]) for it, _ in seen) == 20 * 300
    assert all(int(it.metadata["hits"]) < 1000 for it, _ in seen)
    assert sum(content.count(b"<SearchResult>") for _, content in seen) == 20 * 300


def test_the_same_windows_are_found_again_on_the_next_day(look, portal):
    portal.days = {date(2026, 11, 1) + timedelta(days=day): 300 for day in range(10)}
    assert windows(look()) == windows(look(at=AT + timedelta(days=1)))


def test_a_single_day_that_reaches_the_limit_is_a_failure_and_the_others_go_on(look, portal):
    portal.days = {date(2026, 11, 4): 1000, date(2026, 11, 5): 2}
    seen = look(months=1)
    assert rules(seen) == ["kkj-too-many"]
    assert sum(int(it.metadata["hits"]) for it, content in seen if content) == 2


def test_a_prefecture_without_any_notice_is_a_failure_and_not_an_empty_result(look, portal):
    portal.days = {date(2026, 11, 4): 1}
    seen = look(prefectures=("01", "07"))
    assert [(it.error and it.error.rule.id, bool(content)) for it, content in seen] == [
        ("kkj-no-hits", False),
        (None, True),
    ]
    assert "01" in seen[0][0].error.rule.message("ja", seen[0][0].error.value, seen[0][0].error.detail)


def test_a_prefecture_needs_its_two_digits():
    with pytest.raises(ValueError, match="prefectures"):
        KkjOptions(prefectures=("7",))


def test_categories_are_asked_for_by_their_numbers(look, portal, web):
    portal.days = {date(2026, 11, 4): 1}
    look(months=1, categories=(1, 2))
    assert [path[-10:] for path in web.paths()] == ["Category=1", "Category=2"]


def test_an_error_of_the_api_is_told_in_its_own_words(look, web):
    web.put("/api/", complaint("Category の指定が不正です"))
    [(one, _)] = look(months=1)
    assert one.error.rule.id == "kkj-error"
    assert one.error.value == "Category の指定が不正です"


@pytest.mark.parametrize("body", [b"", b"<html>maintenance</html>", answer(2, "<SearchResult>")[:-20]])
def test_an_answer_that_is_cut_off_or_something_else_is_refused(look, web, body):
    web.put("/api/", body)
    assert rules(look(months=1)) == ["kkj-not-whole"]


def test_half_a_surrogate_pair_and_stray_marks_pass_as_they_are(look, portal):
    portal.days = {date(2026, 11, 4): 1}
    portal.text = "<SearchResult><Key>{}</Key><ProjectName>\ud842\udfb7野家 (138.4KB)</ProjectName></SearchResult>"
    [(one, content)] = look(months=1)
    assert one.error is None
    assert b"\xed\xa1\x82\xed\xbe\xb7" in content


def test_an_answer_beyond_the_declared_size_is_refused(look, portal):
    portal.days = {date(2026, 11, 4): 1}
    portal.text = (
        "<SearchResult><Key>{}</Key><ProjectDescription>" + "公" * 100_000 + "</ProjectDescription></SearchResult>"
    )
    assert rules(look(months=1, max_bytes=100_000)) == ["fetch-too-large"]
    assert rules(look(months=1)) == []


def test_a_server_that_fails_half_way_leaves_its_windows_as_errors_and_a_resume_asks_for_those_alone(look, portal, web):
    portal.days = {date(2026, month, 4): 1 for month in (8, 9, 10, 11)}
    web.fails("/api/?LG_Code=07&CFT_Issue_Date=2026-10-01/2026-10-31&Count=1000", 404)
    seen = look(months=4)
    assert rules(seen) == ["fetch-not-found"]
    known = {it.location: Known("0" * 64, metadata=it.metadata, fresh=True) for it, content in seen if content}
    web.forget()
    again = look(known, months=4)
    assert len(web.paths()) == 1
    assert windows(again) == ["2026-10-01/2026-10-31"]
    assert len(again) == 4


def test_an_unchanged_answer_is_not_sent_again_and_keeps_what_was_noted(look, web):
    web.put("/api/", answer(1, "<SearchResult/>"))
    [(first, _)] = look(months=1)
    [(again, content)] = look({first.location: Known("0" * 64, first.etag, metadata=first.metadata)}, months=1)
    assert (again.status, content, again.metadata) == (304, None, first.metadata)


def test_months_may_begin_on_a_given_day(look, portal):
    portal.days = {date(2026, 1, 31): 1, date(2026, 11, 1): 1}
    assert windows(look(since=date(2026, 1, 15))) == ["2026-01-01/2026-01-31", "2026-11-01/2026-11-30"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (answer(0, ""), Contents(0, "", whole=True)),
        (answer(2, "<SearchResult/><SearchResult>x</SearchResult>"), Contents(2, "", whole=True)),
        (answer(5000, "<SearchResult/>"), Contents(5000, "", whole=True)),
        (b"<Results><SearchResults><SearchResult/></SearchResults></Results>", Contents(1, "", whole=True)),
        (b"<Results><e>busy</e></Results>", Contents(0, "busy", whole=True)),
        (b"<Results>\r\n<Error>\r\n</Error></Results>", Contents(0, "?", whole=True)),
    ],
)
def test_an_answer_is_scanned(tmp_path, content, expected):
    path = tmp_path / "a.xml"
    path.write_bytes(content)
    assert scan(path) == expected


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 3000), min_size=1, max_size=6), st.integers(0, 40))
def test_results_are_counted_once_wherever_a_block_ends(tmp_path_factory, gaps, blocks):
    """The scan goes in blocks of 1 MB; elements lie across their ends here."""
    filler = b"x" * ((1 << 20) - 20 - blocks)
    body = filler + b"".join(b"<SearchResult>" + b"y" * gap for gap in gaps) + filler + b"<SearchResult ></Results>"
    path = tmp_path_factory.mktemp("scan") / "a.xml"
    path.write_bytes(body)
    assert scan(path) == Contents(len(gaps) + 1, "", whole=True)


def test_a_description_of_157_mb_is_scanned_in_little_memory(tmp_path):
    path = tmp_path / "a.xml"
    with path.open("wb") as file:
        file.write(b"<Results><SearchHits>1</SearchHits><SearchResult><ProjectDescription>")
        for _ in range(157):
            file.write(b"x" * 1_000_000)
        file.write(b"</ProjectDescription></SearchResult></Results>")
    tracemalloc.start()
    try:
        assert scan(Path(path)) == Contents(1, "", whole=True)
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


@given(st.dates(date(2013, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_halves_are_the_whole_without_gap_or_overlap(first, days):
    window = Window(first, first + timedelta(days=days))
    halves = window.halves()
    if days == 0:
        assert halves is None
        return
    left, right = halves
    assert (left.first, right.last) == (window.first, window.last)
    assert right.first - left.last == timedelta(days=1)
    assert left.first <= left.last
    assert right.first <= right.last
