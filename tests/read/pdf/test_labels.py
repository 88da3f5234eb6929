import pytest

XS = [60, 160, 260, 360, 460]


def record(draw_pdf, read_here, draw, **options):
    whole = read_here(draw_pdf(draw), format="pdf", shape="record", **options)
    return dict(zip(whole.names, whole.values[0], strict=True))


def lines(*texts, x=60, y=60):
    def draw(paper):
        for place, text in enumerate(texts):
            paper.text(x, y + 18 * place, text)

    return draw


@pytest.mark.parametrize("mark", ["１　", "1. ", "１．", "(1) ", "（１）", "①", "1 ．", "１、"])
def test_a_numbered_item_is_a_label_and_its_value(draw_pdf, read_here, mark):
    found = record(draw_pdf, read_here, lines(f"{mark}工事場所　　潮鳴市港町"))
    assert found == {"工事場所": "潮鳴市港町"}


def test_a_colon_parts_label_and_value(draw_pdf, read_here):
    found = record(draw_pdf, read_here, lines("件名：庁舎清掃業務", "（２）場所：潮鳴市役所"))
    assert found == {"件名": "庁舎清掃業務", "場所": "潮鳴市役所"}


def test_an_address_in_the_web_is_no_label(draw_pdf, read_here):
    found = record(draw_pdf, read_here, lines("件名：庁舎清掃業務", "https://shionari.example/"))
    assert found == {"件名": "庁舎清掃業務"}


def test_spread_labels_are_put_together(draw_pdf, read_here):
    found = record(draw_pdf, read_here, lines("１　工　期　　契約日の翌日から", "２　工　事　名　　舗装工事"))
    assert found == {"工期": "契約日の翌日から", "工事名": "舗装工事"}


def test_a_value_goes_on_in_lines_that_begin_where_it_begins(draw_pdf, read_here):
    def draw(paper):
        paper.text(60, 60, "1. 履行場所")
        paper.text(160, 60, "潮鳴市港町１番地")
        paper.text(160, 75, "庁舎本館")
        paper.text(60, 90, "なお、詳しくは仕様書による。")

    assert record(draw_pdf, read_here, draw) == {"履行場所": "潮鳴市港町１番地\n庁舎本館"}


def test_a_heading_takes_the_lines_that_are_indented_below_it(draw_pdf, read_here):
    def draw(paper):
        paper.text(60, 60, "３　予定価格")
        paper.text(80, 78, "12,345,000円（税込）")
        paper.text(60, 96, "４　その他")

    assert record(draw_pdf, read_here, draw) == {"予定価格": "12,345,000円（税込）"}


def test_values_below_each_other_make_labels_of_what_stands_to_their_left(draw_pdf, read_here):
    def draw(paper):
        for place, (label, value) in enumerate([("件　名", "清掃業務"), ("履行期間", "令和８年度"), ("方式", "入札")]):
            paper.text(60, 60 + 18 * place, label)
            paper.text(180, 60 + 18 * place, value)

    assert record(draw_pdf, read_here, draw) == {"件名": "清掃業務", "履行期間": "令和８年度", "方式": "入札"}


def test_sentences_notes_and_lists_of_letters_are_no_labels(draw_pdf, read_here):
    texts = (
        "(1) 件名　　清掃業務",
        "※１　　各日の午前９時から",
        "ア　　申請書",
        "2. 次の要件を満たすこと。　　ただし書",
    )
    assert record(draw_pdf, read_here, lines(*texts)) == {"件名": "清掃業務"}


def test_a_ruled_table_of_two_columns_is_labels_and_values(draw_pdf, read_here):
    def draw(paper):
        paper.table(60, [60, 160, 460], [["工 事 名", "舗装工事"], ["主要資材", ""], ["(3) 場所：", "港町"]])

    assert record(draw_pdf, read_here, draw) == {"工事名": "舗装工事", "主要資材": None, "場所": "港町"}


def test_shaded_cells_are_the_labels_of_the_cells_beside_them(draw_pdf, read_here):
    def draw(paper):
        paper.fill(60, 60, 160, 80)
        paper.fill(260, 60, 360, 80)
        paper.table(60, XS, [["工事番号", "７０１", "工種", "舗装"]])
        paper.table(80, XS, [["印", "印", "印", "印"]])

    found = record(draw_pdf, read_here, draw)
    assert found == {"工事番号": "７０１", "工種": "舗装"}


def test_a_label_over_several_rows_stands_before_those_of_the_rows(draw_pdf, read_here):
    def draw(paper):
        paper.grid([60, 460], [60, 100])
        paper.line(160, 60, 160, 100)
        paper.line(260, 60, 260, 100)
        paper.line(160, 80, 460, 80)
        paper.text(63, 83, "予定価格")
        for y, (label, value) in zip((73, 93), [("税込", "110円"), ("税抜", "100円")], strict=True):
            paper.text(163, y, label)
            paper.text(263, y, value)

    assert record(draw_pdf, read_here, draw) == {"予定価格／税込": "110円", "予定価格／税抜": "100円"}


def test_the_number_of_a_page_belongs_to_no_value(draw_pdf, read_here):
    def draw(paper):
        paper.text(60, 60, "1. 件名　　清掃業務")
        paper.text(290, 800, "- 1 -")

    assert record(draw_pdf, read_here, draw) == {"件名": "清掃業務"}
