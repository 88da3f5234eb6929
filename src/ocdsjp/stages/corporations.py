"""The index of corporations of a workspace: kept up to date from the National Tax Agency's files, and opened.

A run needs no index and never fetches one: whoever runs ocdsjp decides to get the files, some hundred MB.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from ocdsjp.collect.client import Client
from ocdsjp.collect.client.rules import NO_CONTACT
from ocdsjp.collect.nta import read_register
from ocdsjp.errors import FetchError, UsageError
from ocdsjp.japan.corporation_index import Entry, Written, update_index
from ocdsjp.japan.corporations import Corporations
from ocdsjp.settings import Settings
from ocdsjp.stages.workspace import corporations_path

_MOST_BYTES = 4_000_000_000
_WEB = ("http://", "https://")


def open_corporations(settings: Settings) -> Corporations | None:
    """The index of a workspace, or None where there is none.

    Raises:
        StoreError: If the file is no index of corporations of this version.
    """
    path = corporations_path(settings)
    return Corporations(path) if path.exists() else None


def update_corporations(settings: Settings, files: Sequence[str]) -> Written:
    """Add files of the National Tax Agency to the index, all of them or, if one is wrong, none.

    Args:
        settings: Whose workspace.
        files: Paths or URLs of files, of all corporations or of changes, in any order.

    Raises:
        UsageError: If a file is not there, or is to be fetched offline.
        ReadError: If one is no such file.
        FetchError: If one cannot be fetched.
    """
    with _client(settings) as client:
        entries = (entry for file in files for entry in _entries(settings, client, file))
        return update_index(corporations_path(settings), entries)


def _entries(settings: Settings, client: Client, file: str) -> Iterator[Entry]:
    if not file.startswith(_WEB):
        path = Path(file)
        if not path.is_file():
            raise UsageError(f"there is no file {file} / ファイルがありません: {file}")
        yield from read_register(path)
        return
    if settings.offline:
        raise UsageError(f"ocdsjp is set to stay offline / オフラインの設定です: {file}")
    if settings.contact is None:
        raise FetchError(NO_CONTACT, file)
    # Whoever names an address on the command line allows for its host.
    answer = client.get(file, hosts=frozenset({urlsplit(file).hostname or ""}), limit_bytes=_MOST_BYTES)
    if answer.path is not None:
        yield from read_register(answer.path, file)
    answer.discard()


@contextmanager
def _client(settings: Settings) -> Iterator[Client]:
    with Client(
        settings.contact or "",
        requests_per_second=settings.requests_per_second,
        allow_private_addresses=settings.allow_private_addresses,
        ca_file=settings.ca_file,
    ) as client:
        yield client
