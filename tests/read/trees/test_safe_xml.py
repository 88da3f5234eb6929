import pytest

from ocdsjp.read.trees.safe_xml import ForbiddenError, local_name, new_parser

_BOMB = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>'
_QUADRATIC = f'<!DOCTYPE a [<!ENTITY a "{"x" * 50_000}">]><a>{"&a;" * 50_000}</a>'
_OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>'
_PARAMETER = '<!DOCTYPE a [<!ENTITY % a SYSTEM "http://127.0.0.1/x.dtd"> %a;]><a/>'


@pytest.mark.parametrize("document", [_BOMB, _QUADRATIC, _OUTSIDE, _PARAMETER, "<!DOCTYPE a><a/>"])
def test_any_document_type_declaration_ends_the_parser(document):
    with pytest.raises(ForbiddenError):
        new_parser().Parse(document.encode(), True)  # noqa: FBT003  positional only


def test_the_encoding_that_is_given_wins_over_the_one_that_is_stated():
    texts = []
    parser = new_parser("utf-8")
    parser.CharacterDataHandler = texts.append
    parser.Parse('<?xml version="1.0" encoding="Shift_JIS"?><a>契約</a>'.encode(), True)  # noqa: FBT003
    assert texts == ["契約"]


def test_a_prefix_is_the_choice_of_the_program():
    assert (local_name("x:sheet"), local_name("sheet")) == ("sheet", "sheet")
