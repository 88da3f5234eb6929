"""``ocdsjp mapping export`` and ``import``: a mapping edited in a spreadsheet program."""

import shutil

import openpyxl
import pytest


@pytest.fixture
def mappings(tmp_path, sample):
    """A copy of the project's mappings that may be changed."""
    folder = tmp_path / "mappings"
    shutil.copytree(sample[3], folder)
    return folder


@pytest.fixture
def exported(ocdsjp, mappings, tmp_path, sample):
    """The sheet of a sample mapping, with examples."""
    path = tmp_path / "M.xlsx"
    file = sample[1] / "shionari" / "令和7年度_入札結果.csv"
    done = ocdsjp("mapping", "export", mappings / "sources/shionari/results.yaml", "-o", path, "--file", file)
    assert (done.code, done.out) == (0, "")
    assert "ocdsjp mapping import" in done.err
    return path


def cell_of(sheet, column, text):
    return next(cell for cell in sheet[column] if cell.value is not None and text in str(cell.value))


def test_a_mapping_goes_out_is_edited_and_comes_back(ocdsjp, mappings, exported, sample):
    book = openpyxl.load_workbook(exported)
    sheet = book["マッピング"]
    assert [cell.value for cell in sheet[2]] == ["元の列", "例", "OCDS項目", "読み方", "備考", "細かい指定", "段階"]
    title = cell_of(sheet, "C", "［tender/title］").row
    assert sheet[f"B{title}"].value == "庁舎清掃業務委託（その1）"
    sheet[f"A{title}"] = "件名"
    sheet[f"E{title}"] = "令和8年度から見出しが変わった"
    book.save(exported)
    target = mappings / "sources/shionari/results.yaml"
    before = target.read_text(encoding="utf-8")
    done = ocdsjp("mapping", "import", exported, "-o", target, *sample[:2])
    assert done.code == 0, done.out
    after = target.read_text(encoding="utf-8")
    assert "      # 令和8年度から見出しが変わった\n      tender/title: {column: 件名, required: true}\n" in after
    assert "The footnote of the file" in before
    assert "The footnote of the file" in after
    assert ocdsjp("mapping", "check", target, *sample[:2]).code == 0


def test_without_a_target_the_mapping_goes_to_standard_output(ocdsjp, mappings, exported, sample):
    done = ocdsjp("mapping", "import", exported, "--mappings", mappings, *sample[:2])
    assert done.code == 0
    assert done.out.startswith(
        "# yaml-language-server: $schema=../../../schemas/mapping.schema.json\n# 潮鳴市 is an invented"
    )


@pytest.mark.parametrize(
    ("lang", "words"),
    [("ja", "マッピング C3: 『件の名』という OCDS項目 は一覧にありません"), ("en", 'マッピング C3: "件の名" is not')],
)
def test_a_mistake_is_told_with_its_cell_and_nothing_is_written(*, ocdsjp, mappings, exported, sample, lang, words):
    book = openpyxl.load_workbook(exported)
    book["マッピング"]["C3"] = "件の名"
    book.save(exported)
    target = mappings / "sources/shionari/results.yaml"
    before = target.read_bytes()
    done = ocdsjp("mapping", "import", exported, "-o", target, *sample[:2], "--lang", lang)
    assert done.code == 1
    assert done.out.startswith(words)
    assert target.read_bytes() == before


def test_a_mistake_in_the_mapping_itself_is_told_at_its_cell(ocdsjp, mappings, exported, sample):
    book = openpyxl.load_workbook(exported)
    sheet = book["マッピング"]
    row = cell_of(sheet, "C", "［tender/title］").row
    sheet[f"C{row}"] = "［tender/titel］"
    book.save(exported)
    done = ocdsjp("mapping", "import", exported, "--mappings", mappings, *sample[:2])
    assert done.code == 1
    assert done.out.startswith(f"マッピング A{row}: ")
    assert 'Did you mean "title"?' in done.out


def test_a_layout_goes_out_and_comes_back(ocdsjp, mappings, tmp_path):
    path, sheet = mappings / "layouts" / "tekiseika.yaml", tmp_path / "L.xlsx"
    assert ocdsjp("mapping", "export", path, "-o", sheet).code == 0
    done = ocdsjp("mapping", "import", sheet, "-o", path)
    assert done.code == 0, done.out
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../../schemas/")


def test_wrong_use_and_broken_files_have_their_exit_codes(ocdsjp, tmp_path, mappings):
    assert ocdsjp("mapping", "export", tmp_path / "no.yaml", "-o", tmp_path / "M.xlsx").code == 2
    assert ocdsjp("mapping", "import", tmp_path / "no.xlsx").code == 2
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    done = ocdsjp("mapping", "import", broken, "--mappings", mappings)
    assert done.code == 1
    assert done.err.startswith("ocdsjp: ")
    broken.write_text("a: [", encoding="utf-8")
    assert ocdsjp("mapping", "export", broken, "-o", tmp_path / "M.xlsx").code == 1
    assert not (tmp_path / "M.xlsx").exists()
