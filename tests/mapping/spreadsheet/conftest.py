"""The OCDS fields by their names, and sheets made of rows of texts."""

from pathlib import Path

import openpyxl
import pytest

from ocdsjp.mapping.spreadsheet.items import Items
from ocdsjp.ocds.profile import load_profile

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def items():
    return Items(load_profile().release_schema)


@pytest.fixture
def book(tmp_path):
    """Saves rows of cells as the sheet マッピング."""

    def save(*rows, name="M.xlsx", sheet="マッピング"):
        made = openpyxl.Workbook()
        made.active.title = sheet
        for row in rows:
            made.active.append(row)
        path = tmp_path / name
        made.save(path)
        return path

    return save
