"""A new source from one file: fetch it if need be, draft its mapping, check it, try it, and write it where none is.

What a person has to say (whose it is, under which terms, what to call it) comes as arguments; asking is for ``cli``.
Nothing is written until all of that went well, and never over a file that exists.
"""

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any
from urllib.parse import unquote, urlsplit

from ocdsjp.collect.client import Client
from ocdsjp.collect.client.rules import NO_CONTACT
from ocdsjp.errors import FetchError, MappingError, NotationError, ReadError, UsageError
from ocdsjp.findings import Effect, Finding
from ocdsjp.japan.local_governments import read_code
from ocdsjp.japan.text import match_key
from ocdsjp.mapping.bodies import Bodies, Body
from ocdsjp.mapping.check import Checker
from ocdsjp.mapping.load import load_source
from ocdsjp.mapping.preview import preview
from ocdsjp.mapping.suggest import Suggestion, to_mapping_yaml
from ocdsjp.read import DEFAULT, open_tables, rules
from ocdsjp.read.limits import check_size
from ocdsjp.settings import Settings
from ocdsjp.stages.draft import read_options

TRIED_ROWS = 20
"""How many rows of each table a new mapping is tried on."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}/[a-z0-9][a-z0-9-]{0,62}")
_CODE = re.compile(r"\d{5,6}")
_REMARK = re.compile(r"[（(][^（(]*[)）]$")
_DATASETS: Mapping[str, str] = {
    "planning": "plans",
    "tender": "notices",
    "award": "awards",
    "contract": "contracts",
    "implementation": "implementation",
}
_OTHERWISE = "records"
_CONFIRMED = ("licence:", "collect:")
_MARK = "# ★"
_PATTERN_HINT = "# 次のファイルも読むなら、変わる部分を * に / for the files to come, put * in place of what changes"


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which terms a source publishes.

    Attributes:
        id: As ``licence/id`` in a mapping file.
        url: Where they can be read, or None.
        observed: The day on which somebody looked.
    """

    id: str
    url: str | None
    observed: date

    def as_plain(self) -> dict[str, Any]:
        """The ``licence`` of a mapping file."""
        page = {} if self.url is None else {"url": self.url}
        return {"id": self.id, **page, "observed": self.observed}


@dataclass(frozen=True, slots=True)
class Trial:
    """What a new mapping makes of the first rows of its file.

    Attributes:
        flaws: What ``mapping check`` says; empty if the mapping is right.
        rows: How many rows were tried.
        releases: How many releases came of them.
        no_data: How many of the rows are declared to be no procurement, or are no data.
        findings: The cells and rows that somebody has to look at, unused columns included.
    """

    flaws: tuple[MappingError, ...]
    rows: int = 0
    releases: int = 0
    no_data: int = 0
    findings: tuple[Finding, ...] = ()


def is_address(where: str) -> bool:
    """Whether a text is an address of the web, and no file."""
    return where.lower().startswith(("http://", "https://"))


@contextmanager
def at_hand(where: str, settings: Settings) -> Iterator[tuple[Path, str]]:
    """The file that a path or an address names, on this machine for as long as the block lasts, and its name.

    Raises:
        UsageError: If there is no such file, or ocdsjp is to stay offline.
        FetchError: If it cannot be fetched.
        ReadError: If it is empty or too large.
    """
    if not is_address(where):
        path = Path(where)
        if not path.is_file():
            raise UsageError(f"there is no file {where} / ファイルがありません: {where}")
        if check_size(path, DEFAULT) == 0:
            raise ReadError(rules.FILE_EMPTY)
        # Names from macOS come decomposed; people and patterns write them composed.
        yield path, unicodedata.normalize("NFC", path.name)
        return
    if settings.offline:
        raise UsageError(f"ocdsjp is set to stay offline / オフラインの設定です: {where}")
    if settings.contact is None:
        raise FetchError(NO_CONTACT, where)
    with Client(
        settings.contact,
        requests_per_second=settings.requests_per_second,
        allow_private_addresses=settings.allow_private_addresses,
        ca_file=settings.ca_file,
    ) as client:
        # Whoever names an address on the command line allows for its host.
        answer = client.get(where, hosts=frozenset({urlsplit(where).hostname or ""}))
        if answer.path is None:
            raise UsageError(f"there is nothing at {where} / 内容がありません: {where}")
        yield answer.path, unquote(urlsplit(where).path.rpartition("/")[2]) or "index"


def find_body(text: str, bodies: Bodies) -> Body:
    """The body that a person means by a code or a name, with or without its prefecture in front.

    Raises:
        NotationError: If there is none, or several bear the name.
    """
    plain = text.strip()
    if _CODE.fullmatch(plain) or plain.isascii():
        try:
            return bodies.by_code(plain)
        except NotationError:
            return bodies.by_code(read_code(plain))
    key = match_key(plain)
    for body in bodies.entries:
        # 潮鳴市（架空）: a remark in brackets is no part of a name that people say.
        bare = _REMARK.sub("", body.name)
        if key in {match_key(name) for name in (body.name, bare, body.prefecture + bare)}:
            return bodies.by_code(body.code)
    return bodies.resolve(plain, "")


def free_name(suggestion: Suggestion, body: Body | None, mappings: Path) -> str:
    """``011002/awards``: a name for the source that no mapping file has yet."""
    place = re.sub(r"[^a-z0-9-]", "-", body.code.lower()) if body is not None else "several"
    releases = suggestion.mapping.get("releases") or [{}]
    dataset = _DATASETS.get(str(releases[-1].get("phase")), _OTHERWISE)
    name, number = f"{place}/{dataset}", 1
    while (mappings / "sources" / f"{name}.yaml").exists():
        number += 1
        name = f"{place}/{dataset}-{number}"
    return name


def mapping_path(name: str, mappings: Path) -> Path:
    """Where the mapping file of a source lies.

    Raises:
        UsageError: If the name is none, or there is one already.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name}: a name like 011002/contracts is meant, of small letters, figures and hyphens"
            " / 011002/contracts のように、英小文字・数字・ハイフンで付けてください"
        )
    path = mappings / "sources" / f"{name}.yaml"
    if path.exists():
        raise UsageError(f"{path} exists and is left as it is / すでにあります。上書きしません: {path}")
    return path


def collected_from(where: str, name: str, file_name: str, inbox: Path) -> dict[str, Any]:
    """The ``collect`` of a mapping file: an address, or a pattern below the inbox."""
    if is_address(where):
        return {"http": {"url": where}}
    try:
        below = Path(where).absolute().relative_to(inbox)
    except ValueError:
        below = Path(name.partition("/")[0]) / file_name
    return {"folder": re.sub(r"([\[*?])", r"[\1]", unicodedata.normalize("NFC", below.as_posix()))}


def mapping_text(suggestion: Suggestion, terms: Terms, collect: Mapping[str, Any]) -> str:
    """The text of the mapping file: the draft with what a person has said."""
    mapping = {**suggestion.mapping, "licence": terms.as_plain(), "collect": dict(collect)}
    lines = to_mapping_yaml(replace(suggestion, mapping=mapping)).splitlines()
    # The draft asks to confirm what has just been said.
    said = {place - 1 for place, line in enumerate(lines) if line.startswith(_CONFIRMED)}
    kept = [line for place, line in enumerate(lines) if place not in said or _MARK not in line]
    if "folder" in collect:
        kept.insert(next(place for place, line in enumerate(kept) if line.startswith("collect:")), _PATTERN_HINT)
    return "".join(f"{line}\n" for line in kept)


def try_out(text: str, name: str, file: tuple[Path, str], checker: Checker) -> Trial:
    """Check a mapping, and try it on the first rows of its file. Nothing is stored.

    Raises:
        MappingError: If the file lacks a column that the mapping needs.
        ReadError: If the file cannot be read as the mapping says.
    """
    path, file_name = file
    with TemporaryDirectory(prefix="ocdsjp-") as folder:
        mapping = Path(folder) / f"{name}.yaml"
        mapping.parent.mkdir()
        mapping.write_text(text, encoding="utf-8")
        flaws = checker.check(mapping)
        if flaws:
            return Trial(tuple(flaws))
        source = load_source(mapping, checker.mappings)
        with open_tables(path, read_options(source.mapping), file_name=file_name) as tables:
            seen = list(preview(source, tables, file_name, checker.vocabularies, checker.bodies, rows=TRIED_ROWS))
    said = [finding for table in seen for finding in table.findings]
    return Trial(
        flaws=(),
        rows=sum(len(table.rows) for table in seen),
        releases=sum(len(table.releases) for table in seen),
        no_data=sum(finding.effect is Effect.NO_DATA for finding in said),
        findings=tuple(finding for finding in said if finding.effect is not Effect.NO_DATA),
    )


def write_new(path: Path, text: str) -> None:
    """Write a file whole or not at all, and never over another one.

    Raises:
        UsageError: If it has come to be in the meantime, or the folder cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".", delete=False) as partial:
            partial.write(text)
            partial.flush()
            os.fsync(partial.fileno())
        aside = Path(partial.name)
        try:
            aside.chmod(0o644)  # temporary files are for their owner's eyes only
            os.link(aside, path)  # unlike a renaming it fails if the name is taken
        finally:
            aside.unlink()
    except FileExistsError as error:
        raise UsageError(f"{path} exists and is left as it is / すでにあります。上書きしません: {path}") from error
    except OSError as error:
        raise UsageError(f"cannot write {path} ({error.strerror}) / 書けません: {path}") from error
