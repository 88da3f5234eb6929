"""The layouts of the two national portals, on answers made here by their documented columns and elements."""

import io
import zipfile

import pytest

from ocdsjp.findings import Effect
from ocdsjp.mapping.bodies import load_bodies
from ocdsjp.mapping.load import load_source
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.paths import shipped

MAPPINGS = shipped("mappings")
NUMBER = "7000020992011"  # with a valid check digit
FIRM = "架空商事株式会社"


def awards(*rows: tuple[str, ...]) -> bytes:
    """A file of the procurement portal: a zip, a byte order mark, every field in quotation marks, no header."""
    lines = "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("successful_bid_record_info_all_2026.csv", lines.encode("utf-8-sig"))
    return stream.getvalue()


def award(*, case="0000000000000565084", price="31389000.00", method="8002010", ministry="S1", number=NUMBER):
    return case, "備品", "2026-07-09", price, ministry, method, FIRM, number


def notices(*results: str) -> bytes:
    found = "".join(f"<SearchResult>{it}</SearchResult>" for it in results)
    hits = f"<SearchHits>{len(results)}</SearchHits>"
    text = f'<?xml version="1.0" encoding="UTF-8"?><Results><SearchResults>{hits}{found}</SearchResults></Results>'
    return text.encode("utf-8", "surrogatepass")


def notice(name="除雪業務委託", more="", body="潮鳴市（架空）"):
    return (
        f"<Key>dW5hYmFyYQ==</Key><ProjectName>{name}</ProjectName><OrganizationName>{body}</OrganizationName>"
        f"<PrefectureName>海原県</PrefectureName><CftIssueDate>2026-07-31T00:00:00+09:00</CftIssueDate>{more}"
    )


@pytest.fixture
def map_awards(map_page):
    return lambda *rows: map_page("pportal-awards", awards(*rows), suffix="zip", by_row=True)


@pytest.fixture
def map_notices(map_page):
    return lambda *results: map_page("kkj", notices(*results), suffix="xml", by_row=True)


class TestAwardsOfThePortal:
    """調達ポータル 落札実績オープンデータ."""

    def test_a_row_is_an_award_of_its_ministry(self, map_awards):
        mapped = map_awards(award())
        mapped.check()
        [body] = mapped.bodies
        assert body["buyer"]["name"] == "国土交通省"
        assert mapped.drafts[0].publisher_code == "00S1"
        assert (body["tender"]["id"], body["tender"]["title"]) == ("0000000000000565084", "備品")
        assert body["tender"]["procurementMethod"] == "open"
        assert body["tender"]["procurementMethodDetails"] == "一般競争入札・最低価格"
        [made] = body["awards"]
        assert made["value"] == {"amount": 31389000, "currency": "JPY"}
        assert made["date"] == "2026-07-09T00:00:00+09:00"
        assert made["suppliers"][0]["id"] == f"JP-JCN-{NUMBER}"

    @pytest.mark.parametrize("method", ["8002020", "8003020"])
    def test_a_sale_to_the_highest_bidder_is_no_data(self, map_awards, method):
        mapped = map_awards(award(method=method), award(case="0000000000000565085"))
        assert mapped.rows == (2, 1, 0, 1)
        assert mapped.told(Effect.NO_DATA) == [("1", "declared-no-data")]

    def test_a_case_that_is_awarded_twice_keeps_both_awards(self, map_awards):
        mapped = map_awards(award(method="8002050", price="1000.00"), award(method="8002050", price="2000.00"))
        mapped.check()
        assert mapped.rows == (2, 2, 0, 0)
        assert len({draft.key for draft in mapped.drafts}) == 1
        assert len({body["awards"][0]["id"] for body in mapped.bodies}) == 2

    def test_another_price_of_one_award_corrects_it(self, map_awards):
        mapped = map_awards(award(price="1000.00"), award(price="2000.00"))
        assert len({body["awards"][0]["id"] for body in mapped.bodies}) == 1

    def test_a_name_without_a_number_stays_out_of_ids(self, map_awards):
        [body] = map_awards(award(number="")).bodies
        assert body["awards"][0]["id"] == "2026-07-09-31389000.00"

    def test_a_unit_price_with_a_fraction_is_no_total(self, map_awards):
        mapped = map_awards(award(price="12.50"))
        assert "value" not in mapped.bodies[0]["awards"][0]
        assert mapped.told(Effect.REVIEW) == [("D1", "money-fraction")]

    def test_an_unknown_ministry_puts_the_row_in_quarantine_and_an_unknown_method_is_empty(self, map_awards):
        mapped = map_awards(award(ministry="Z9"), award(case="1", method="8009999"))
        assert mapped.rows == (2, 1, 1, 0)
        assert "procurementMethod" not in mapped.bodies[0]["tender"]

    def test_every_code_of_a_method_is_a_sale_or_has_its_words(self):
        table = load_vocabularies(MAPPINGS / "vocabulary").tables["procurement_methods"]
        codes = {entry["term"] for entry in table.entries.values() if entry["term"].isdigit()}
        mapping = load_source(MAPPINGS / "sources" / "pportal" / "awards.yaml", MAPPINGS).mapping
        words = mapping.releases[0].fields["tender/procurementMethodDetails"].codes
        sales = set(mapping.no_data[0].when[0].equals)
        assert codes == {*words, *sales}
        assert len(codes) == 16

    def test_every_ministry_is_a_body_with_the_code_of_the_portal(self):
        bodies = load_bodies(MAPPINGS / "vocabulary" / "bodies.csv")
        table = load_vocabularies(MAPPINGS / "vocabulary").tables["ministries"]
        for entry in table.entries.values():
            assert bodies.resolve(entry["name"], "").code == f"00{entry['term']}"


class TestNoticesOfKkj:
    """官公需情報ポータルサイト 検索API."""

    def test_a_notice_is_a_tender_with_its_documents(self, map_notices):
        more = (
            "<Category>役務</Category><ProcedureType>一般競争入札</ProcedureType><ResultId>1</ResultId>"
            "<TenderSubmissionDeadline>2026-08-20T17:00:00+09:00</TenderSubmissionDeadline>"
            "<OpeningTendersEvent>2026-08-21T10:00:00+09:00</OpeningTendersEvent>"
            "<PeriodEndTime>2027-03-31T00:00:00+09:00</PeriodEndTime><Certification>A B</Certification>"
            "<ExternalDocumentURI>https://shionari.example.jp/a.pdf</ExternalDocumentURI><Attachments>"
            "<Attachment><Name>仕様書</Name><Uri>https://shionari.example.jp/b.pdf</Uri></Attachment>"
            "<Attachment><Name>図面</Name><Uri>https://shionari.example.jp/c.pdf</Uri></Attachment></Attachments>"
        )
        mapped = map_notices(notice(more=more))
        mapped.check()
        [body] = mapped.bodies
        tender = body["tender"]
        assert body["buyer"]["name"] == "潮鳴市（架空）"
        assert mapped.drafts[0].date == "2026-07-31T00:00:00+09:00"
        assert (tender["title"], tender["mainProcurementCategory"]) == ("除雪業務委託", "services")
        assert (tender["procurementMethod"], tender["procurementMethodDetails"]) == ("open", "一般競争入札")
        assert tender["tenderPeriod"]["endDate"] == "2026-08-20T17:00:00+09:00"
        assert tender["awardPeriod"]["startDate"] == "2026-08-21T10:00:00+09:00"
        assert tender["contractPeriod"]["endDate"] == "2027-03-31T23:59:59+09:00"
        assert [(it["url"][-5:], it.get("title"), it.get("documentType")) for it in tender["documents"]] == [
            ("a.pdf", None, "tenderNotice"),
            ("b.pdf", "仕様書", None),
            ("c.pdf", "図面", None),
        ]

    @pytest.mark.parametrize("name", ["20260731_01361.pdf", "koukoku.PDF (138.4KB)", ""])
    def test_the_name_of_a_file_gives_way_to_the_first_line_of_the_text(self, map_notices, name):
        text = "<ProjectDescription>\n港見通り舗装補修工事に係る公告\n一　工事名</ProjectDescription>"
        [body] = map_notices(notice(name, text)).bodies
        assert body["tender"]["title"] == "港見通り舗装補修工事に係る公告"

    def test_without_name_and_text_the_notice_goes_to_quarantine(self, map_notices):
        assert map_notices(notice("a.pdf")).rows == (1, 0, 1, 0)

    def test_the_order_of_elements_does_not_matter_and_most_may_be_absent(self, map_notices):
        place = "<PrefectureName>海原県</PrefectureName><OrganizationName>潮鳴市（架空）</OrganizationName>"
        mapped = map_notices(f"{place}<ProjectName>測量</ProjectName><Key>YQ==</Key>")
        mapped.check()
        assert mapped.bodies[0]["tender"]["title"] == "測量"

    def test_surrogate_pairs_of_the_api_become_characters(self, map_notices):
        [body] = map_notices(notice("\ud842\udfb7田川護岸工事")).bodies
        assert body["tender"]["title"] == "𠮷田川護岸工事"

    def test_a_text_beyond_all_bounds_is_left_where_it_is(self, map_notices):
        mapped = map_notices(notice(more="<ProjectDescription>" + "公" * 1_100_000 + "</ProjectDescription>"))
        assert mapped.rows == (1, 1, 0, 0)
        assert "description" not in mapped.bodies[0]["tender"]

    def test_a_body_that_nobody_knows_is_not_guessed_from_its_place(self, map_notices):
        mapped = map_notices(notice(body="どこにもない組合", more="<CityName>潮鳴市</CityName>"))
        assert mapped.told(Effect.ROW)[0][1] == "body-unknown"
