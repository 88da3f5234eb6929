"""``ocdsjp source add`` at a terminal and without one, from a file and from a server."""

import os
import pty
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from ruamel.yaml import YAML


@pytest.fixture
def mappings(tmp_path, sample):
    """Layouts and vocabulary without a source, to be written to."""
    folder = tmp_path / "mappings"
    shutil.copytree(sample[3], folder, ignore=shutil.ignore_patterns("sources"))
    return folder


@pytest.fixture
def file(sample):
    return sample[1] / "shionari" / "令和7年度_入札結果.csv"


@pytest.fixture
def options(mappings, sample, tmp_path):
    return (*sample[:2], "--mappings", mappings, "--workspace", tmp_path / "data")


def test_without_a_terminal_options_say_everything_and_the_source_runs(ocdsjp, file, mappings, options):
    done = ocdsjp(
        "source", "add", file, "--publisher", "潮鳴市", "--licence", "CC0-1.0", "--name", "shionari/new", *options
    )
    assert done.code == 0, done.err
    path = mappings / "sources" / "shionari" / "new.yaml"
    content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    assert content["publisher"] == {"code": "992011"}
    assert content["licence"]["id"] == "CC0-1.0"
    assert content["collect"] == {"folder": "shionari/令和7年度_入札結果.csv"}
    assert done.out.startswith(f"Wrote {path}. Next:\n  ocdsjp mapping preview ")
    assert "ocdsjp run shionari/new --workspace" in done.out
    assert "Publisher: 992011" in done.err
    assert ocdsjp("mapping", "check", path, "--inbox", options[1]).code == 0
    ran = ocdsjp("run", "shionari/new", *options, "--engine", "serial")
    assert ran.code == 0, ran.err


def test_a_file_outside_of_the_inbox_is_to_be_put_there(ocdsjp, file, options, tmp_path, mappings):
    away = tmp_path / "結果.csv"
    shutil.copy(file, away)
    given = ("--publisher", "992011", "--licence", "none-stated", *options)
    done = ocdsjp("source", "add", away, *given, "--lang", "ja")
    assert done.code == 0, done.err
    assert "install -D -t" in done.out
    [path] = (mappings / "sources" / "992011").iterdir()
    assert YAML(typ="safe").load(path.read_text(encoding="utf-8"))["collect"] == {"folder": "992011/結果.csv"}


def test_what_somebody_has_to_look_at_is_listed(ocdsjp, file, options):
    given = ("--publisher", "992011", "--licence", "cc0 1.0", "--name", "a/b", *options)
    done = ocdsjp("source", "add", file, *given, "--lang", "ja")
    assert done.code == 0, done.err
    assert "20 行で試すと、リリース 20 件" in done.err
    assert f"--inbox {options[1]}  # 行ごとに確かめる" in done.out


def test_columns_left_open_are_named(ocdsjp, options, tmp_path):
    path = tmp_path / "契約一覧.csv"
    rows = "".join(f"{n * 7},町道{n}号補修工事,R7.5.{n + 1},架空{n}株式会社,x,y\n" for n in range(6))
    path.write_text("案件番号,件名,契約日,契約の相手方,謎,謎２\n" + rows, encoding="utf-8")
    done = ocdsjp("source", "add", path, "--publisher", "992011", "--licence", "none-stated", *options, "--lang", "ja")
    assert done.code == 0, done.err
    assert "\n  確認: 契約一覧.csv: 列『謎』は" in done.err


def test_a_file_of_which_nothing_would_be_published_is_told(ocdsjp, options, tmp_path):
    items = "".join(
        f"<item><title>図書館だより {n}</title><link>https://example.jp/{n}</link></item>" for n in range(3)
    )
    path = tmp_path / "feed.xml"
    path.write_text(f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>', encoding="utf-8")
    given = ("--publisher", "992011", "--licence", "none-stated", "--layout", "municipal-feed", *options)
    done = ocdsjp("source", "add", path, *given)
    assert done.code == 0, done.err
    assert "0 releases, 3 rows without data" in done.err
    assert "No release would come of it" in done.err


def test_mappings_of_ones_own_begin_with_a_copy(ocdsjp, file, tmp_path, monkeypatch):
    given = ("source", "add", file, "--publisher", "992011", "--licence", "CC0-1.0")
    monkeypatch.chdir(tmp_path)
    done = ocdsjp(*given)
    assert done.code == 2
    assert "copy " in done.err
    (tmp_path / "mappings").mkdir()
    done = ocdsjp(*given)
    assert done.code == 2
    assert "begin with a copy of " in done.err


def test_nothing_is_written_over(ocdsjp, file, options, mappings):
    given = ("source", "add", file, "--publisher", "992011", "--licence", "CC0-1.0", "--name", "a/b", *options)
    assert ocdsjp(*given).code == 0
    before = (mappings / "sources/a/b.yaml").read_bytes()
    done = ocdsjp(*given)
    assert done.code == 2
    assert "exists" in done.err
    assert (mappings / "sources/a/b.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (("--licence", "CC0-1.0"), "give --publisher"),
        (("--publisher", "992011"), "give --licence"),
        (("--publisher", "無い市", "--licence", "CC0-1.0"), "無い市"),
        (("--publisher", "992011", "--licence", "MIT"), "MIT"),
        (("--publisher", "992011", "--licence", "CC0-1.0", "--name", "../x"), "../x"),
    ],
)
def test_what_is_missing_or_wrong_is_told_and_nothing_is_written(*, ocdsjp, file, options, mappings, missing, words):
    done = ocdsjp("source", "add", file, *missing, *options)
    assert done.code == 2
    assert words in done.err.splitlines()[-1]
    assert not (mappings / "sources").exists()


def test_a_file_that_is_not_there_or_no_table_has_its_exit_code(ocdsjp, options, tmp_path):
    given = ("--publisher", "992011", "--licence", "CC0-1.0", *options)
    assert ocdsjp("source", "add", tmp_path / "no.csv", *given).code == 2
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    assert ocdsjp("source", "add", empty, *given).code == 1
    assert ocdsjp("source", "add", *given).code == 2


def test_a_file_on_a_server_becomes_a_source_that_is_fetched(*, ocdsjp, file, options, mappings, tmp_path, monkeypatch):
    site = tmp_path / "site"
    site.mkdir()
    shutil.copy(file, site / "results.csv")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/results.csv"
        given = ("source", "add", url, "--publisher", "992011", "--licence", "CC0-1.0", "--name", "s/web", *options)
        assert ocdsjp(*given).code == 1  # nobody is named whom the publisher can contact
        monkeypatch.setenv("OCDSJP_CONTACT", "test@example.jp")
        monkeypatch.setenv("OCDSJP_ALLOW_PRIVATE_ADDRESSES", "1")
        monkeypatch.setenv("OCDSJP_REQUESTS_PER_SECOND", "1000")
        done = ocdsjp(*given)
        server.shutdown()
    assert done.code == 0, done.err
    content = YAML(typ="safe").load((mappings / "sources/s/web.yaml").read_text(encoding="utf-8"))
    assert content["collect"] == {"http": {"url": url}}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def test_at_a_terminal_the_questions_are_asked(file, options, mappings):
    ours, theirs = pty.openpty()
    # A wrong answer is told and asked for again; the terms may be written as people write them.
    answers = f"無い.csv\n{file}\n無い市\n潮鳴市\nMIT\ncc0 1.0\nA/B\nshionari/asked\ny\n"
    os.write(ours, answers.encode())
    command = [sys.executable, "-m", "ocdsjp.cli", "source", "add", *map(str, options), "--lang", "ja"]
    program = "import sys; from ocdsjp.cli import main; sys.argv[0] = 'ocdsjp'; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, *command[3:]],
        stdin=theirs,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stderr
    for told in ("無い.csv", "『無い市』", "MIT: ", "A/B: ", "公共データ利用規約"):
        assert told in done.stderr
    for question in (
        "ファイルの場所か URL",
        "自治体の名前か団体コード",
        "利用条件",
        "データ源の名前",
        "書き込みますか",
    ):
        assert question in done.stderr
    assert (mappings / "sources/shionari/asked.yaml").is_file()
    assert "次は:" in done.stdout
