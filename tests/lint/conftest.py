"""Files made on the spot, and what the checks say of them."""

import io

import openpyxl
import pytest

from ocdsjp.lint.judge import judge
from ocdsjp.lint.page import Line, page_of
from ocdsjp.read import RowKind
from ocdsjp.read.look import SheetLook

HEADER = ("案件番号", "件名", "契約日", "契約金額（円）")
ROWS = (
    ("1", "清掃業務", "2025-04-01", 1000),
    ("2", "警備業務", "2025-04-02", 2000),
    ("3", "点検業務", "2025-04-03", 3000),
)


@pytest.fixture
def book(tmp_path):
    """Saves a workbook that a function has filled; returns what is said of it: number of the rule → remarks."""

    def _said(fill, name="t.xlsx"):
        made = openpyxl.Workbook()
        fill(made)
        path = tmp_path / name
        made.save(path)
        return by_number(judge(path))

    return _said


@pytest.fixture
def sheet(book):
    """The like, of rows of the first sheet."""

    def _said(*rows, then=None):
        def fill(made):
            for row in rows:
                made.active.append(row)
            if then is not None:
                then(made.active)

        return book(fill)

    return _said


@pytest.fixture
def text(tmp_path):
    """The like, of the text of a CSV file."""

    def _said(content, encoding="utf-8"):
        path = tmp_path / "t.csv"
        path.write_bytes(content.encode(encoding))
        return by_number(judge(path))

    return _said


def by_number(verdict):
    found = {}
    for remark in verdict.remarks:
        found.setdefault(remark.rule.id, []).append(remark)
    return found


@pytest.fixture
def page():
    """A page of rows, without a file."""

    def _page(*rows, first=1, is_text=False, kinds=None, **look):
        lines = [
            Line(first + place, (kinds or {}).get(first + place, RowKind.DATA), row)
            for place, row in enumerate(rows)
            if any(value is not None for value in row)
        ]
        return page_of(SheetLook("表", **look), lines, is_text=is_text)

    return _page


@pytest.fixture
def picture():
    """The bytes of a picture of one pixel."""
    from PIL import Image  # noqa: PLC0415  only where it is installed

    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "PNG")
    out.seek(0)
    return out
