"""How much one file may cost. Every limit has its reason beside it."""

from dataclasses import dataclass, replace
from pathlib import Path

from ocdsjp.errors import ReadError
from ocdsjp.read import rules

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for reading one file; going over one ends in a ``ReadError``.

    Bytes are bytes, times are seconds. Make a copy with ``dataclasses.replace`` to change one.
    """

    # A million award rows of the usual 14 columns take 270 MB as CSV; the largest real file seen has 12 MB.
    max_file_bytes: int = 512 * _MEGABYTE
    # A 1 MB archive can unpack to 294 MB and take a reader's memory with it; the largest real workbook to 16 MB.
    max_unzipped_bytes: int = 200 * _MEGABYTE
    # Real sheets of bids compress 10 to 20 times, bombs 300 to 1,000 times.
    max_ratio: int = 100
    # Small workbooks with much repeated formatting pass ratio 100 honestly and cannot hurt anyone.
    ratio_applies_from_bytes: int = 10 * _MEGABYTE
    # Real workbooks have 10 to 60 parts; a list of millions is an attack on the reader of the list.
    max_members: int = 2_000
    # Readers lay a sheet out as rows x columns: 4.7 KB with values in A1 and XFD1048576 ask for 17 thousand million.
    max_cells: int = 20_000_000
    # The widest real table has 219 columns (71 bidders side by side).
    max_columns: int = 1_000
    # Merged ranges are kept in a list; a real sheet with one case per block of bidders has some hundreds.
    max_merges: int = 100_000
    # A cell of Excel holds 32,767 characters; CSV has no such limit, and an open quotation mark swallows the file.
    max_field_chars: int = 1_000_000
    # The same for a line without line break.
    max_line_chars: int = 10_000_000
    # A cell with more lines than this is an open quotation mark, not an address.
    max_record_lines: int = 100
    # Pages of a PDF. A year's results of a prefecture take some hundreds.
    max_pages: int = 2_000
    # Objects (texts, paths, pictures) and characters of one page of a PDF. A real page whose dotted lines are pictures
    # has 1,400 objects; a page of small print 6,000 characters.
    max_page_objects: int = 200_000
    max_page_chars: int = 100_000
    # Beyond what the interpreter itself has mapped. Enough for max_cells in a plain table of numbers; on a machine
    # with 4 GB two readers still leave room for the rest of the run.
    child_memory_bytes: int = 1_500 * _MEGABYTE
    # A million rows of CSV take about 10 s on a slow core, the largest real workbook 1.5 s.
    child_cpu_seconds: int = 300
    # Time spent waiting for the child; the time that the caller takes for its own work does not count.
    child_wall_seconds: float = 600.0
    # The largest page seen has 0.2 MB, one of 10,000 rows would have 5 MB; parsed, a page takes 10 to 30 times as much.
    max_html_bytes: int = 32 * _MEGABYTE
    # A page of 500 rows takes 0.1 s. Markup can be made to take its parser quadratic time (a million attributes).
    html_seconds: int = 30

    def of_format(self, name: str) -> "Limits":
        """The limits that hold for a file of this format."""
        if name != "html":
            return self
        return replace(
            self,
            child_cpu_seconds=min(self.child_cpu_seconds, self.html_seconds),
            child_wall_seconds=min(self.child_wall_seconds, 4 * self.html_seconds),
        )


DEFAULT = Limits()


def check_size(path: Path, limits: Limits) -> int:
    """The size of the file in bytes.

    Raises:
        ReadError: If it cannot be opened or is too large.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ReadError(rules.FILE_MISSING, None, reason=error.strerror) from error
    if size > limits.max_file_bytes:
        raise ReadError(rules.FILE_TOO_LARGE, size, limit=limits.max_file_bytes)
    return size
