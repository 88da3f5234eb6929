"""A mapping bound to columns: which cell goes where, on which conditions."""

from typing import ClassVar

import pytest

from ocdsjp.errors import MappingError

ACTIVE = {"constant": "active"}
YEN = {"read": "yen"}


@pytest.fixture
def one(execute, mapping, table):
    """Map one row; give what became of it."""

    def run(fields, columns, row, **rest):
        releases = [{"phase": "award", "tag": ["tender"], "fields": fields, **rest}]
        return execute(mapping(key={"columns": [columns[0]]}, releases=releases), table(columns, [row]))

    return run


def test_a_column_has_different_names_in_different_files(one):
    fields = {"tender/title": {"column": ["工事名", "業務名"]}}
    assert one(fields, ["番号", "業務名"], ["1", "架空業務"]).bodies[0]["tender"]["title"] == "架空業務"
    with pytest.raises(MappingError, match="工事名 / 業務名"):
        one(fields, ["番号", "件名"], ["1", "x"])


def test_an_optional_column_may_be_missing(one):
    fields = {"tender/title": "件名", "tender/description": {"column": "摘要", "optional": True}}
    assert "description" not in one(fields, ["番号", "件名"], ["1", "x"]).bodies[0]["tender"]


class TestAlternatives:
    COLUMNS = ("番号", "見積", "２回", "１回")
    FIELDS: ClassVar = {"awards/0/value": {"first_of": ["見積", "２回", "１回"], **YEN}}

    def _amount(self, one, *cells):
        [body] = one(self.FIELDS, self.COLUMNS, ["1", *cells]).bodies
        return body.get("awards", [{}])[0].get("value", {}).get("amount")

    def test_the_first_that_gives_a_value_counts(self, one):
        assert self._amount(one, None, "辞退", "300") == 300
        assert self._amount(one, None, "200", "300") == 200
        assert self._amount(one, None, None, None) is None

    def test_columns_that_a_table_lacks_are_passed_over_but_not_all(self, one):
        [body] = one(self.FIELDS, ["番号", "１回"], ["1", "300"]).bodies
        assert body["awards"][0]["value"]["amount"] == 300
        with pytest.raises(MappingError, match="見積 / ２回 / １回"):
            one(self.FIELDS, ["番号", "件名"], ["1", "x"])

    def test_blank_and_otherwise_speak_after_the_last_column(self, one):
        fields = {"tender/status": {"first_of": ["備考", "落札者"], "read": "status", "otherwise": "complete"}}
        for remark, winner, status in (
            ("単価契約", "不調", "unsuccessful"),
            ("", "架空商店", "complete"),
            ("取止め", "架空商店", "cancelled"),
        ):
            [body] = one(fields, ["番号", "備考", "落札者"], ["1", remark, winner]).bodies
            assert body["tender"]["status"] == status

    def test_whole_values_have_their_own_reading_and_conditions(self, one):
        fields = {
            "tender/procurementMethod": {
                "first_of": [
                    {"column": "備考", "term": "procurement_methods", "when": {"column": "備考", "equals": "不落随契"}},
                    {"column": "方式", "term": "procurement_methods"},
                ]
            }
        }
        columns = ["番号", "備考", "方式"]
        method = "指名競争入札"
        assert one(fields, columns, ["1", "不落随契", method]).bodies[0]["tender"]["procurementMethod"] == "direct"
        assert one(fields, columns, ["1", "くじ", method]).bodies[0]["tender"]["procurementMethod"] == "selective"

    def test_required_is_asked_of_the_whole(self, one):
        fields = {"tender/title": {"first_of": ["件名", "業務名"], "required": True}}
        columns = ["番号", "件名", "業務名"]
        assert one(fields, columns, ["1", None, "x"]).rules == []
        assert one(fields, columns, ["1", None, None]).rules == [("row", "required-blank", None)]

    def test_an_unreadable_date_is_grave_among_alternatives_too(self, one):
        found = one({"tender/title": "件名"}, ["番号", "件名", "日"], ["1", "x", "6/4/1"], date={"first_of": ["日"]})
        assert found.rules == [("row", "date-ambiguous-year", "C2")]


def test_a_required_cell_that_is_blank_or_unreadable_sends_the_row_to_quarantine(one):
    fields = {"tender/value": {"column": "金額", "required": True, **YEN}}
    assert one(fields, ["番号", "金額"], ["1", ""]).rules == [("row", "required-blank", "B2")]
    assert one(fields, ["番号", "金額"], ["1", "一式"]).rules == [("row", "money-unreadable", "B2")]
    assert one(fields, ["番号", "金額"], ["1", "一式"]).drafts == []


def test_when_makes_a_field_depend_on_another_cell(one):
    fields = {
        "tender/title": "件名",
        "tender/awardCriteria": {"constant": "ratedCriteria", "when": {"column": "方式", "contains": "総合評価"}},
        "tender/description": {"column": "備考", "when": {"column": "方式", "contains": "総合評価", "negate": True}},
    }
    columns = ["番号", "件名", "方式", "備考"]
    rated = one(fields, columns, ["1", "x", "一般競争（総合評価）", "y"]).bodies[0]["tender"]
    assert (rated.get("awardCriteria"), rated.get("description")) == ("ratedCriteria", None)
    plain = one(fields, columns, ["1", "x", "一般競争", "y"]).bodies[0]["tender"]
    assert (plain.get("awardCriteria"), plain.get("description")) == (None, "y")


def test_a_template_is_null_when_one_of_its_cells_is_blank(one):
    fields = {"tender/title": "件名", "tender/description": {"template": "{課}：{時期}"}}
    columns = ["番号", "件名", "課", "時期"]
    assert one(fields, columns, ["1", "x", "総務課", "7月"]).bodies[0]["tender"]["description"] == "総務課：7月"
    assert "description" not in one(fields, columns, ["1", "x", "総務課", ""]).bodies[0]["tender"]


def test_constants_of_an_array_element_count_only_where_a_cell_made_it(one):
    fields = {
        "tender/title": "件名",
        "tender/lowestPriceLimits/0/kind": {"constant": "minimumPrice"},
        "tender/lowestPriceLimits/0/value": {"column": "最低制限価格", **YEN},
    }
    columns = ["番号", "件名", "最低制限価格"]
    [limit] = one(fields, columns, ["1", "x", "900"]).bodies[0]["tender"]["lowestPriceLimits"]
    assert limit["kind"] == "minimumPrice"
    assert "lowestPriceLimits" not in one(fields, columns, ["1", "x", "設定なし"]).bodies[0]["tender"]


def test_neither_constants_nor_dates_make_an_award(one):
    fields = {
        "tender/title": "件名",
        "awards/*/status": ACTIVE,
        "awards/*/date": {"column": "日", "read": "date"},
        "awards/*/suppliers": {"organization": {"name": "落札者"}},
    }
    columns = ["番号", "件名", "日", "落札者"]
    assert "awards" not in one(fields, columns, ["1", "x", "R7.4.1", "不調"]).bodies[0]
    assert len(one(fields, columns, ["1", "x", "R7.4.1", "架空商店"]).bodies[0]["awards"]) == 1


class TestBlocks:
    SERIES: ClassVar = {"bidders": [{"first": 1, "last": 9, "columns": {"name": "{n}社目", "amount": "{n}金額"}}]}
    FIELDS: ClassVar = {
        "bids/details/*/id": {"constant": "$n"},
        "bids/details/*/tenderers": {"organization": {"name": "$name"}},
        "bids/details/*/value": {"column": "$amount", **YEN},
    }
    SECTION: ClassVar = {"bids/details": {"per": "bidders", "when": {"column": "$name", "blank": False}}}

    def _details(self, execute, mapping, table, columns, row):
        releases = [
            {
                "phase": "tender",
                "tag": ["tender"],
                "fields": {"tender/title": "番号"} | self.FIELDS,
                "sections": self.SECTION,
            }
        ]
        declared = mapping(blocks=self.SERIES, releases=releases)
        return execute(declared, table(columns, [row])).bodies[0].get("bids", {}).get("details", [])

    def test_a_block_is_an_element(self, execute, mapping, table):
        columns = ["番号", "1社目", "1金額", "2社目", "2金額"]
        details = self._details(execute, mapping, table, columns, ["1", "架空A", "100", "架空B", "200"])
        assert [(it["id"], it["tenderers"][0]["name"], it["value"]["amount"]) for it in details] == [
            ("1", "架空A", 100),
            ("2", "架空B", 200),
        ]

    def test_a_series_ends_where_its_columns_do_and_empty_blocks_are_none(self, execute, mapping, table):
        columns = ["番号", "1社目", "1金額", "2社目", "2金額"]
        details = self._details(execute, mapping, table, columns, ["1", None, None, "架空B", "200"])
        assert [it["id"] for it in details] == ["2"]
        assert self._details(execute, mapping, table, ["番号"], ["1"]) == []

    def test_each_block_has_its_constants(self, execute, mapping, table):
        rounds = {"rounds": [{"constants": {"round": n}, "columns": {"amount": f"第{n}回"}} for n in (1, 2)]}
        fields = {
            "tender/title": "番号",
            "bids/details/*/round": {"constant": "$round"},
            "bids/details/*/value": {"column": "$amount", **YEN},
        }
        section = {"bids/details": {"per": "rounds", "when": {"column": "$amount", "blank": False}}}
        declared = mapping(
            blocks=rounds,
            releases=[{"phase": "tender", "tag": ["tender"], "fields": fields, "sections": section}],
        )
        details = execute(declared, table(["番号", "第1回", "第2回"], [["1", "300", "200"]])).bodies[0]["bids"][
            "details"
        ]
        assert [(it["round"], it["value"]["amount"]) for it in details] == [(1, 300), (2, 200)]


class TestParties:
    FIELDS: ClassVar = {
        "tender/title": "番号",
        "awards/0/suppliers": {"organization": {"name": "落札者", "number": "法人番号", "address": "所在地"}},
    }
    COLUMNS = ("番号", "落札者", "法人番号", "所在地")

    def _suppliers(self, one, *cells):
        found = one(self.FIELDS, self.COLUMNS, ["1", *cells])
        body = found.bodies[0]
        parties = {party["id"]: party for party in body["parties"]}
        return found, [parties[it["id"]] for award in body.get("awards", ()) for it in award["suppliers"]]

    def test_a_valid_number_identifies_a_supplier(self, one):
        _, [party] = self._suppliers(one, "株式会社架空", "8999900000001", "海原県潮鳴市1-1")
        assert party["id"] == "JP-JCN-8999900000001"
        assert party["address"] == {"streetAddress": "海原県潮鳴市1-1"}

    def test_an_invalid_number_is_reviewed_and_not_used(self, one):
        found, [party] = self._suppliers(one, "株式会社架空", "5999900000005", None)
        assert found.rules == [("review", "corporate-number-check-digit", "C2")]
        assert party["id"].startswith("992011-")

    def test_the_number_beside_a_joint_venture_is_a_members(self, one):
        found, [party] = self._suppliers(one, "架空建設・架空土木特定建設工事共同企業体", "8999900000001", None)
        assert found.rules == [("review", "joint-venture-number", "C2")]
        assert "identifier" not in party
        assert party["details"] == {"jointVenture": True}

    def test_no_winner_is_no_party(self, one):
        _, suppliers = self._suppliers(one, "不調", None, None)
        assert suppliers == []

    def test_some_feeds_name_a_supplier_by_number_alone(self, one):
        fields = {"tender/title": "番号", "awards/0/suppliers": {"organization": {"number": "法人番号"}}}
        [body] = one(fields, ["番号", "法人番号"], ["1", "8999900000001"]).bodies
        assert body["awards"][0]["suppliers"] == [{"id": "JP-JCN-8999900000001"}]

    def test_the_address_of_somebody_who_may_be_a_person_is_cut_to_the_municipality(self, one):
        _, [party] = self._suppliers(one, "架空太郎", None, "海原県潮鳴市架空町1-1")
        assert party.get("address", {}).get("streetAddress") in {None, "海原県潮鳴市"}
