"""How a file is made, asked of the reading child."""

import pytest

from ocdsjp.errors import ReadError
from ocdsjp.read.look import Drawn, FileLook, SheetLook, dump, load, look


def test_facts_survive_the_way_from_the_child():
    sheet = SheetLook(
        name="表",
        visible=False,
        merges=("A1:B2",),
        hidden_rows=(3,),
        hidden_columns=(1,),
        formulas=("C4",),
        drawn=(Drawn("shape", "D5"), Drawn("control")),
        struck=("E6",),
    )
    facts = FileLook(
        format="xlsx",
        encoding=None,
        bom=True,
        sheets=(sheet, SheetLook(None)),
        broken_lines=((2, 0),),
        long_records=((5, 9),),
        width=4,
    )
    assert load(dump(facts)[1:]) == facts


def test_the_child_answers(save_book):
    def fill(book):
        book.active.append(["a", "=1+1"])
        book.active.merge_cells("A2:B3")

    facts = look(save_book(fill))
    assert facts.format == "xlsx"
    assert (facts.sheets[0].merges, facts.sheets[0].formulas) == (("A2:B3",), ("B1",))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b'a,"b'])
def test_what_cannot_be_looked_at_is_an_error(write, content):
    with pytest.raises(ReadError):
        look(write("t.xlsx", content))


def test_a_hostile_workbook_is_an_error_and_no_more(raw_xlsx):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'
    with pytest.raises(ReadError) as raised:
        look(raw_xlsx(bomb))
    assert raised.value.rule.id == "workbook-xml-declares-entities"
