"""``ocdsjp corporations``: an index made from a file and asked."""

import pytest

NUMBER = "7000020992011"  # with a valid check digit
OTHER = "4000020990001"


def line(number, name, closed=""):
    cells = ["1", number, "01", "0", "2026-01-30", "2015-10-05", name, "", "301", "", "", "", "", "13", "101"]
    cells += ["", "", "", closed, "", "", "", "2015-10-05", "1", "", "", "", "", "", "0"]
    return ",".join(cells) + "\n"


@pytest.fixture
def workspace(tmp_path, ocdsjp):
    file = tmp_path / "all.csv"
    file.write_text(line(NUMBER, "株式会社架空建設") + line(OTHER, "霧笛土木有限会社", "2018-03-31"), encoding="cp932")
    done = ocdsjp("corporations", "update", file, "--workspace", tmp_path / "data")
    assert done.code == 0, done.err
    assert done.out.startswith("2 corporations, up to 2026-01-30: ")
    return ("--workspace", tmp_path / "data")


def test_a_name_gives_its_number_and_a_number_its_name(ocdsjp, workspace):
    assert ocdsjp("corporations", "find", "㈱架空建設", *workspace).out == f"{NUMBER}  株式会社架空建設\n"
    assert ocdsjp("corporations", "find", NUMBER, *workspace).out == f"{NUMBER}  株式会社架空建設\n"


def test_prefecture_and_day_narrow_the_search(ocdsjp, workspace):
    assert ocdsjp("corporations", "find", "㈱架空建設", "--prefecture", "大阪府", *workspace).code == 1
    asked = ("corporations", "find", "霧笛土木有限会社", *workspace, "--lang", "ja", "--on")
    assert ocdsjp(*asked, "2018-01-01").out == f"{OTHER}  霧笛土木有限会社（2018-03-31 閉鎖）\n"
    assert ocdsjp(*asked, "2019-01-01").out == "特定できません（無いか、2つ以上あります）: 霧笛土木有限会社\n"


def test_without_an_index_it_says_how_to_make_one(ocdsjp, tmp_path):
    done = ocdsjp("corporations", "find", "架空", "--workspace", tmp_path)
    assert done.code == 2
    assert "ocdsjp corporations update" in done.err


def test_a_file_of_another_form_is_refused_in_the_users_language(ocdsjp, tmp_path):
    (tmp_path / "page.csv").write_text("<html></html>", encoding="utf-8")
    done = ocdsjp("corporations", "update", tmp_path / "page.csv", "--workspace", tmp_path / "data", "--lang", "ja")
    assert done.code == 1
    assert "国税庁の法人番号 CSV" in done.err
