"""Numbers by name and names by number: exact first, then normalised, and never one of two."""

from datetime import date

import pytest

from ocdsjp.errors import StoreError
from ocdsjp.japan.corporate_numbers import check_digit
from ocdsjp.japan.corporation_index import Entry, update_index
from ocdsjp.japan.corporations import FIRST_NUMBERS, Confirmation, Corporation, Corporations

TOKYO, OSAKA = "13", "27"


def number(serial: int) -> str:
    base = f"9900{serial:08}"
    return check_digit(base) + base


def corporation(serial: int, name: str, prefecture: str = TOKYO, **more: object) -> Entry:
    said = {"since": FIRST_NUMBERS, "closed": None, "successor": None, "hidden": False, "updated": date(2026, 1, 30)}
    return Entry(Corporation(number=number(serial), name=name, prefecture=prefecture, **{**said, **more}))


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    path = tmp_path_factory.mktemp("index") / "corporations.parquet"
    update_index(
        path,
        [
            corporation(1, "株式会社架空建設"),
            corporation(2, "架空建設株式会社"),
            corporation(3, "株式会社ＳＨＩＯＮＡＲＩ　ＤＥＳＩＧＮ"),
            corporation(4, "見本測量株式会社"),
            corporation(5, "見本測量株式会社", OSAKA),
            corporation(6, "株式会社髙浜組"),
            corporation(7, "株式会社高浜組"),
            corporation(8, "霧笛土木有限会社", closed=date(2018, 3, 31), successor=number(1)),
            corporation(9, "霧笛土木有限会社", since=date(2020, 5, 1)),
            corporation(10, "海原電工株式会社", hidden=True),
            corporation(11, "改名後株式会社", since=date(2022, 10, 6)),
            corporation(12, "ＵＮＡＢＡＲＡ　ＬＬＣ", ""),
        ],
    )
    return Corporations(path)


@pytest.mark.parametrize(
    ("name", "prefecture", "serial"),
    [
        ("株式会社架空建設", "東京都", 1),
        ("架空建設株式会社", "東京都", 2),
        ("㈱架空建設", "東京都", 1),
        ("架空建設（株）", "", 2),
        ("（株）架空建設 潮鳴支店", "東京都", 1),
        ("株式会社架空建設　代表取締役　見本太郎", "東京都", 1),
        ("株式会社SHIONARI DESIGN", "東京都", 3),
        ("見本測量株式会社", "東京都", 4),
        ("見本測量㈱", "大阪府", 5),
        ("UNABARA LLC", "", 12),
    ],
)
def test_one_corporation_is_found(index, name, prefecture, serial):
    assert index.find(name, prefecture).number == number(serial)


@pytest.mark.parametrize(
    ("name", "prefecture"),
    [
        ("見本測量株式会社", ""),  # two in Japan
        ("見本測量株式会社", "北海道"),  # none there
        ("見本測量株式会社", "海原県"),  # no such prefecture
        ("架空建設", "東京都"),  # without its form it is no name
        ("㈱髙濵組", "東京都"),  # two differ by an old form alone, and neither is exactly this
        ("架空・見本特定建設工事共同企業体", "東京都"),
        ("海原電工株式会社", "東京都"),  # the register leaves it out of searches
        ("", "東京都"),
        ("　", ""),
    ],
)
def test_no_name_is_given_to_one_of_several_or_to_somebody_else(index, name, prefecture):
    assert index.find(name, prefecture) is None


def test_the_exact_name_goes_before_the_same_with_other_forms_of_characters(index):
    assert index.find("株式会社髙浜組", "東京都").number == number(6)
    assert index.find("株式会社高浜組", "東京都").number == number(7)


@pytest.mark.parametrize(
    ("on", "serial"),
    [
        (date(2016, 4, 1), 8),
        (date(2018, 3, 31), 8),
        (date(2019, 4, 1), None),
        (date(2020, 4, 30), None),
        (date(2020, 5, 1), 9),
        (date(2012, 4, 1), 8),
        (None, None),
    ],
)
def test_the_day_tells_a_closed_corporation_from_a_later_one_of_the_same_name(index, on, serial):
    found = index.find("霧笛土木有限会社", "東京都", on)
    assert (found and found.number) == (serial and number(serial))


def test_a_name_is_not_found_before_its_corporation_bore_it(index):
    assert index.find("改名後株式会社", "東京都", date(2022, 10, 5)) is None
    assert index.find("改名後株式会社", "東京都", date(2022, 10, 6)) is not None


@pytest.mark.parametrize(
    ("serial", "name", "said"),
    [
        (1, "株式会社架空建設", Confirmation.CONFIRMED),
        (1, "㈱架空建設　潮鳴営業所", Confirmation.CONFIRMED),
        (8, "霧笛土木（有）", Confirmation.CONFIRMED),
        (10, "海原電工株式会社", Confirmation.CONFIRMED),
        (1, "架空建設株式会社", Confirmation.OTHER_NAME),
        (1, "", Confirmation.OTHER_NAME),
        (99, "株式会社架空建設", Confirmation.UNKNOWN),
    ],
)
def test_a_number_is_confirmed_by_the_name_beside_it(index, serial, name, said):
    assert index.confirm(number(serial), name) is said


def test_a_name_is_no_number(index):
    assert index.by_number("株式会社架空建設") is None


def test_the_digest_is_that_of_the_answers(index, tmp_path):
    update_index(tmp_path / "other.parquet", [corporation(1, "株式会社架空建設")])
    assert len(index.digest) == 64
    assert Corporations(tmp_path / "other.parquet").digest != index.digest


@pytest.mark.parametrize("content", [None, b"", b"PAR1 no more"])
def test_what_is_no_index_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "corporations.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError):
        Corporations(path)


def test_a_parquet_file_of_something_else_is_no_index(tmp_path, index):
    del index
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    pq.write_table(pa.table({"entry": ["x"]}), tmp_path / "other.parquet")
    with pytest.raises(StoreError, match="make it anew"):
        Corporations(tmp_path / "other.parquet")
