"""OCDS paths against the release schema."""

import pytest

from ocdsjp.mapping.fitting import Field, Unknown, field_at, fits, stated_codes
from ocdsjp.mapping.model import OrganizationFields, OrganizationValue, Value
from ocdsjp.ocds.profile import load_profile

SCHEMA = load_profile().release_schema
PARTY = OrganizationValue(organization=OrganizationFields(name=Value(column="落札者")))


@pytest.mark.parametrize(
    ("path", "codelist"),
    [
        ("tender/procurementMethod", "method.csv"),
        ("tender/additionalProcurementCategories/0", "extendedProcurementCategory.csv"),
        ("tender/lowestPriceLimits/0/kind", "lowestPriceLimitKind.csv"),
        ("bids/details/*/round", None),
        ("contracts/0/amendments/0/rationale", None),
    ],
)
def test_fields_of_standard_and_extensions(path, codelist):
    field = field_at(SCHEMA, path)
    assert isinstance(field, Field)
    assert field.codelist == codelist


@pytest.mark.parametrize(
    ("path", "part"),
    [("tender/titel", "titel"), ("awards/0/price/amount", "price"), ("tender/*/title", "*"), ("tender/title/x", "x")],
)
def test_a_path_that_leads_nowhere_is_told_with_its_first_unknown_part(path, part):
    field = field_at(SCHEMA, path)
    assert isinstance(field, Unknown)
    assert field.part == part


@pytest.mark.parametrize(
    ("path", "value", "right"),
    [
        ("tender/title", Value(column="x"), True),
        ("tender/value", Value(column="x", read="yen"), True),
        ("tender/value", Value(column="x"), False),
        ("tender/value/amount", Value(column="x", read="number"), True),
        ("tender/title", Value(column="x", read="yen"), False),
        ("awards/*/date", Value(column="x", read="date"), True),
        ("awards/*/date", Value(column="x"), False),
        ("tender/title", Value(column="x", read="date"), False),
        ("tender/contractPeriod", Value(column="x", read="span"), True),
        ("tender/contractPeriod/endDate", Value(column="x", read="span"), True),
        ("tender/contractPeriod", Value(column="x", read="date"), False),
        ("tender/numberOfTenderers", Value(column="x", read="integer"), True),
        ("tender/numberOfTenderers", Value(column="x", read="number"), False),
        ("tender/procurementMethodRationaleClassifications", Value(column="x", term="legal_bases"), True),
        ("tender/procurementMethodRationaleClassifications/0/id", Value(column="x", term="t", take="legal_item"), True),
        ("tender/hasEnquiries", Value(constant=True), True),
        ("bids/details/*/id", Value(constant="$n"), True),
        ("bids/details/*/round", Value(constant=1), True),
        ("awards/*/suppliers", PARTY, True),
        ("tender/procuringEntity", PARTY, True),
        ("tender/title", PARTY, False),
    ],
)
def test_a_field_holds_certain_kinds_of_values(path, value, right):
    field = field_at(SCHEMA, path)
    assert isinstance(field, Field)
    assert fits(field, path, value) is right


def test_codes_that_a_declaration_states_itself():
    value = Value(column="結果", codes={"有": "a", "無": ""}, blank="b", otherwise="c")
    assert list(stated_codes(value)) == ["a", "b", "c"]
    assert list(stated_codes(Value(constant="$round"))) == []
