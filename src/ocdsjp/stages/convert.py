"""Convert: one file to releases, without a workspace: nothing is remembered, so all that it says is new."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from ocdsjp.findings import Finding
from ocdsjp.mapping.bodies import Bodies
from ocdsjp.mapping.drafts import Draft
from ocdsjp.mapping.execute import Executor, Origin
from ocdsjp.mapping.load import Source
from ocdsjp.mapping.vocabulary import Vocabularies
from ocdsjp.ocds.history import Event, History, with_related
from ocdsjp.ocds.ids import make_ocid
from ocdsjp.quality.validation import validate_release
from ocdsjp.read import open_tables
from ocdsjp.stages.draft import noticed, read_options
from ocdsjp.stages.release import refusals


@dataclass(frozen=True)
class Conversion:
    """A conversion of one file.

    Attributes:
        path: The file.
        source: How it is mapped.
        vocabularies: The reviewed tables.
        bodies: The bodies beside the local governments.
        prefix: The ocid prefix.
        first_seen: The date of events for which the file states none (RFC 3339, +09:00).
    """

    path: Path
    source: Source
    vocabularies: Vocabularies
    bodies: Bodies
    prefix: str
    first_seen: str

    @cached_property
    def blob(self) -> str:
        """sha256 of the file, hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def run(self, findings: list[Finding]) -> Iterator[bytes]:
        """The releases as JSON, in the order of their rows; ``findings`` is complete when they are exhausted.

        Raises:
            ReadError: If the file cannot be read, maybe only further down; releases taken before are then void.
            MappingError: If the file lacks a column that the mapping needs.
        """
        origin = Origin(self.source.id, self.blob, self.path.name)
        executor = Executor(self.source.mapping, origin, self.vocabularies, self.bodies)
        history = History()
        options = read_options(self.source.mapping)
        with open_tables(self.path, options, file_name=self.path.name) as tables:
            for draft in executor.drafts(tables):
                made = self._release(draft, history, origin, findings)
                if made is not None:
                    yield made
            findings += noticed(tables.report, self.blob, self.path.name)
        findings += executor.findings

    def _release(self, draft: Draft, history: History, origin: Origin, findings: list[Finding]) -> bytes | None:
        """The release of a draft, or None when it repeats an earlier one or breaks the schema."""
        ocid = make_ocid(self.prefix, draft.publisher_code, draft.key)
        related = [
            (relationship, make_ocid(self.prefix, draft.publisher_code, key)) for relationship, key in draft.related
        ]
        event = Event(ocid, origin.source, draft.phase, draft.tags, draft.date, with_related(draft.body, related))
        made = history.next(event, self.first_seen)
        if made is None:
            return None
        release: dict[str, Any] = orjson.loads(made.json)
        problems = validate_release(release)
        if problems:
            findings += refusals(draft, problems, origin.blob, origin.file)
            return None
        history.note(ocid=ocid, source=origin.source, phase=draft.phase, date=made.date, content=made.content)
        return made.json
