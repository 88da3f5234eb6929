"""Files of 国税庁法人番号公表サイト: all corporations (全件) and what changed (差分), as entries of the register.

CSV without a header, thirty columns (リソース定義書), Shift_JIS or UTF-8, as it is or in a zip beside its signature.
The files are read as a stream and with Python's own ``csv`` and ``zipfile`` alone, bounded in line and size; a file
that is anything else is refused as a whole. The index that they fill is ``japan.corporation_index``.
"""

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, NamedTuple

from ocdsjp.errors import ReadError
from ocdsjp.findings import Rule
from ocdsjp.japan.corporate_numbers import is_valid
from ocdsjp.japan.corporation_index import Entry
from ocdsjp.japan.corporations import Corporation

NOT_THE_FORM = Rule(
    id="corporations-not-the-form",
    ja="{file} の {line} 行目は、国税庁の法人番号 CSV（見出しなし30列）の形ではありません（{value}）。",
    en="{file}, line {line}: this is no CSV of the National Tax Agency, 30 columns without a header ({value}).",
    mend_ja="国税庁法人番号公表サイトの全件データか差分データ（CSV 形式）を渡してください。索引は変えていません。",
    mend_en="Give its file of all corporations or of changes, in CSV. The index was left as it was.",
)
NO_CSV = Rule(
    id="corporations-no-csv",
    ja="{file} の中に CSV が1つだけ入っていません（{value}）。",
    en="{file} does not hold exactly one CSV file ({value}).",
    mend_ja="国税庁法人番号公表サイトから、もう一度ダウンロードしてください。索引は変えていません。",
    mend_en="Download it again from the corporate number site. The index was left as it was.",
)
TOO_LARGE = Rule(
    id="corporations-too-large",
    ja="{file} は展開すると {value} 文字を超えます。",
    en="{file} unpacks to more than {value} characters.",
    mend_ja="全件データでも2GBほどです。正しいファイルか確かめてください。索引は変えていません。",
    mend_en="Even all corporations are about 2 GB. See whether it is the right file. The index was left as it was.",
)

_MOST_CHARACTERS = 4 << 30
_LONGEST_LINE = 1 << 14
_PROBE_BYTES = 1 << 20
_COLUMNS = 30
_RENAMED, _DELETED = "11", "99"


class _Line(NamedTuple):
    """The thirty columns, by their names in リソース定義書."""

    sequence_number: str
    corporate_number: str
    process: str
    correct: str
    update_date: str
    change_date: str
    name: str
    name_image_id: str
    kind: str
    prefecture_name: str
    city_name: str
    street_number: str
    address_image_id: str
    prefecture_code: str
    city_code: str
    post_code: str
    address_outside: str
    address_outside_image_id: str
    close_date: str
    close_cause: str
    successor_corporate_number: str
    change_cause: str
    assignment_date: str
    latest: str
    en_name: str
    en_prefecture_name: str
    en_city_name: str
    en_address_outside: str
    furigana: str
    hihyoji: str


def read_register(path: Path, name: str = "") -> Iterator[Entry]:
    """The entries of a file that say how a corporation stands now, in their order; its history is left out.

    Args:
        path: A CSV file, or a zip with one.
        name: What to call it in messages; default: the file's own name.

    Raises:
        ReadError: If it is neither, has a line of another form, or is larger than any such file.
    """
    name = name or path.name
    with _csv_bytes(path, name) as raw:
        encoding = "utf-8-sig" if _is_utf8(raw.read(_PROBE_BYTES)) else "cp932"
    with _csv_bytes(path, name) as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        lines = csv.reader(_lines(text, name), strict=True)
        number = 0
        try:
            for number, columns in enumerate(lines, start=1):  # noqa: B007  # told when a later line cannot be read
                if len(columns) != _COLUMNS:
                    raise ValueError(f"{len(columns)} columns")  # noqa: TRY301  # one way out for all that is wrong
                line = _Line(*columns)
                if line.latest == "1":
                    yield _entry(line)
        except (ValueError, csv.Error) as error:  # UnicodeDecodeError is one too
            raise ReadError(NOT_THE_FORM, str(error)[:80], file=name, line=max(number, 1)) from error
        if number == 0:
            raise ReadError(NOT_THE_FORM, "empty", file=name, line=1)


def _entry(line: _Line) -> Entry:
    if not is_valid(line.corporate_number):
        raise ValueError(f"corporate number {line.corporate_number!r}")
    if not line.name:
        raise ValueError("no name")
    corporation = Corporation(
        number=line.corporate_number,
        name=line.name,
        prefecture=line.prefecture_code,
        since=date.fromisoformat(line.change_date if line.process == _RENAMED else line.assignment_date),
        closed=date.fromisoformat(line.close_date) if line.close_date else None,
        successor=line.successor_corporate_number or None,
        hidden=line.hihyoji == "1",
        updated=date.fromisoformat(line.update_date),
    )
    return Entry(corporation, gone=line.process == _DELETED)


@contextmanager
def _csv_bytes(path: Path, name: str) -> Iterator[IO[bytes]]:
    """The CSV's bytes, out of its zip if it is in one."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as raw:
            yield raw
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if member.filename.lower().endswith(".csv")]
            if len(members) != 1:
                raise ReadError(NO_CSV, f"{len(members)} CSV", file=name)
            with archive.open(members[0]) as raw:
                yield raw
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise ReadError(NO_CSV, str(error)[:80], file=name) from error


def _lines(text: io.TextIOWrapper, name: str) -> Iterator[str]:
    """The text's lines; none is longer, and there are not more, than any such file has."""
    total = 0
    while line := text.readline(_LONGEST_LINE):
        if len(line) >= _LONGEST_LINE:
            raise ValueError(f"a line of more than {_LONGEST_LINE} characters")
        total += len(line)
        if total > _MOST_CHARACTERS:
            raise ReadError(TOO_LARGE, str(_MOST_CHARACTERS), file=name)
        yield line


def _is_utf8(start: bytes) -> bool:
    """Whether the start of a text is UTF-8. Names in Shift_JIS are never valid UTF-8 by accident over a whole block."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True
