"""The lake: every file that a run keeps, named by its content, on local disk or object storage.

A file is written whole or not at all and never changes afterwards. Which files matter is the catalogue's
knowledge: write the file first, commit its row after. What the bytes mean is not known here.
"""

from ocdsjp.lake.files import Blob, Content, Lake, Stored, blob_path
from ocdsjp.lake.jsonlines import FileRef, read_lines, write_lines

__all__ = ["Blob", "Content", "FileRef", "Lake", "Stored", "blob_path", "read_lines", "write_lines"]
