import pytest

from ocdsjp.mapping.suggest.publisher import body_in, find_publisher
from ocdsjp.mapping.suggest.shape import Measured


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("令和7年度 潮鳴市入札結果", "992011"),
        ("札幌市 契約一覧.xlsx", "011002"),
        ("防衛装備庁 随意契約", "00X001"),
    ],
)
def test_body_named_in_a_text_is_found(bodies, text, code):
    assert body_in(text, bodies).code == code


@pytest.mark.parametrize(
    "text",
    [
        "入札結果一覧表",
        "施工場所 札幌市内一円",  # a place, not a publisher
        "札幌市・函館市 共同調達",  # two
        "札幌市立病院",
        "府中市",  # two prefectures have one
        "",
    ],
)
def test_text_that_names_no_one_body_gives_none(bodies, text):
    assert body_in(text, bodies) is None


def test_column_that_names_the_body_goes_first(guess, examine, bodies):
    columns = [guess("団体名", "A", "buyer/name", "organization"), guess("都道府県", "B", certainty="ignored")]
    evidence = {"A": examine(["札幌市", "函館市"]), "B": examine(["北海道"])}
    found = find_publisher(columns, evidence, Measured([], {}), ["東京都の一覧"], bodies)
    assert (found.code, found.column, found.prefecture) == (None, "団体名", "都道府県")


def test_column_of_unknown_names_is_no_publisher(guess, examine, bodies):
    columns = [guess("団体名", "A", "buyer/name", "organization")]
    found = find_publisher(columns, {"A": examine(["架空組合", "見本機構"])}, Measured([], {}), [], bodies)
    assert not found.known


def test_body_before_every_section_is_the_publisher(guess, examine, bodies):
    columns = [guess("課所名", "A", "tender/procuringEntity/name", "organization")]
    rows = Measured([["埼玉県 県土整備部"], ["埼玉県 農林部"]], {"A": 0})
    assert find_publisher(columns, {"A": examine(["埼玉県 農林部"])}, rows, [], bodies).code == "110001"


def test_body_before_some_sections_only_is_not(guess, examine, bodies):
    columns = [guess("課所名", "A", "tender/procuringEntity/name", "organization")]
    rows = Measured([["埼玉県 県土整備部"], ["水道課"]], {"A": 0})
    assert not find_publisher(columns, {"A": examine(["水道課"])}, rows, [], bodies).known
