"""法人番号."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import NotationError
from ocdsjp.japan.corporate_numbers import check_digit, is_valid, of_local_government, read_corporate_number

BASES = st.integers(1, 10**12 - 1).filter(lambda number: number % 10**6).map("{:012}".format)
NTA = "7000012050002"  # 国税庁, the example of its own page


@pytest.mark.parametrize(
    "cell",
    [
        NTA,
        int(NTA),
        float(NTA),
        f" {NTA}\n",
        "７００００１２０５０００２",
        f"法人番号 {NTA}",
        f"法人番号：{NTA}",
        f"T{NTA}",
        "7-0000-1205-0002",
        "7 0000 1205 0002",
    ],
)
def test_a_number_is_read_however_it_is_written(cell):
    assert read_corporate_number(cell) == NTA


@pytest.mark.parametrize("cell", ["********", "＊＊＊＊", "-", "－", "―", "ー", "法人番号 －", "*************"])
def test_masks_and_dashes_are_no_number(cell):
    assert read_corporate_number(cell) is None


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("7000012050003", "corporate-number-check-digit"),
        ("0000012050002", "corporate-number-check-digit"),
        ("000012050002", "corporate-number-length"),
        (12050002, "corporate-number-length"),
        ("70000120500021", "corporate-number-length"),
        ("4011010000000", "corporate-number-rounded"),
        (4.01101e12, "corporate-number-rounded"),
        ("4.01101E+12", "corporate-number-rounded"),
        (f"{NTA}\n8000012010038", "corporate-number-several"),
        ("不明", "corporate-number-unreadable"),
        ("٧٠٠٠٠١٢٠٥٠٠٠٢", "corporate-number-unreadable"),
        (True, "corporate-number-unreadable"),
        ("　", "cell-blank"),
    ],
)
def test_wrong_numbers_are_refused_with_the_reason(cell, rule):
    with pytest.raises(NotationError) as caught:
        read_corporate_number(cell)
    assert caught.value.rule.id == rule


@given(BASES)
def test_a_computed_check_digit_is_valid_and_never_zero(base):
    number = check_digit(base) + base
    assert number[0] != "0"
    assert is_valid(number)
    assert read_corporate_number(number) == number


@given(BASES, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_found_unless_it_moves_by_nine(base, place, shift):
    number = check_digit(base) + base
    digit = (int(base[place]) + shift) % 10
    changed = base[:place] + str(digit) + base[place + 1 :]
    is_blind_spot = (digit - int(base[place])) % 9 == 0  # 0 and 9 are the same modulo 9
    assert is_valid(number[0] + changed) == is_blind_spot


@pytest.mark.parametrize("base", ["", "12345678901", "1234567890123", "12345678901a", "１２３４５６７８９０１２"])
def test_a_check_digit_needs_twelve_digits(base):
    with pytest.raises(ValueError, match="twelve"):
        check_digit(base)


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("011002", "9000020011002"),
        ("130001", "8000020130001"),
        ("141003", "3000020141003"),
        ("132250", "2000020132250"),
        ("278670", "3000020278670"),
    ],
)
def test_the_number_of_a_local_government_follows_from_its_code(code, number):
    assert of_local_government(code) == number


def rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.is_file():
        pytest.skip(f"{path.name} is not among the sample files")
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def test_all_numbers_of_local_bodies_are_valid(shared):
    numbers = [row["corporateID"] for row in rows(shared / "reference/local-governments/localgovs.csv")]
    assert len(numbers) == 7386
    assert all(map(is_valid, numbers))


def test_all_numbers_of_central_contracts_are_valid(shared):
    files = sorted((shared / "samples/gbizinfo").glob("*.csv"))
    numbers = [row["corporate_number"] for path in files for row in rows(path)]
    assert len(numbers) == 791
    assert all(map(is_valid, numbers))


def test_the_wrong_numbers_of_real_awards_are_found(shared):
    numbers = [row["corporate_no"] for row in rows(shared / "samples/akita_shizuoka_awards/local_awards.csv")]
    stated = [number for number in numbers if number]
    wrong = sorted(number for number in stated if not is_valid(number))
    assert (len(numbers), len(stated)) == (43741, 12418)
    assert wrong == ["0080102021785"] * 4 + ["1080101005607"]
