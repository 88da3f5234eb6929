"""Is a mapping file right in itself? Everything that can be told without a file of its source, with line numbers.

Whether its columns exist and its cells can be read is told by ``preview``. Each function here is one kind of mistake.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ocdsjp.errors import MappingError, NotationError
from ocdsjp.findings import Rule
from ocdsjp.mapping.bodies import Bodies
from ocdsjp.mapping.explain import at, explain, nearest
from ocdsjp.mapping.fitting import Unknown, field_at, fits, stated_codes
from ocdsjp.mapping.load import read_layers
from ocdsjp.mapping.locate import Location, Origins
from ocdsjp.mapping.model import Mapping as MappingFile
from ocdsjp.mapping.model import OrganizationValue, Release, Value
from ocdsjp.mapping.vocabulary import Vocabularies, Vocabulary
from ocdsjp.ocds.build import SECTIONS
from ocdsjp.ocds.profile import Codelist, Profile

_HERE_JA = "{file} の {line} 行目 {where}: "
_HERE_EN = "{file}, line {line}, {where}: "

PATH_UNKNOWN = Rule(
    id="mapping-path-unknown",
    ja=_HERE_JA + "『{value}』という項目は OCDS にありません。{hint_ja}",
    en=_HERE_EN + 'OCDS has no field "{value}" there. {hint_en}',
    mend_ja="項目の名前は schemas/ の定義を見てください。",
    mend_en="The fields are defined in schemas/.",
)
PATH_UNFIT = Rule(
    id="mapping-path-unfit",
    ja=_HERE_JA + "この項目に『{value}』として読んだ値は入りません。",
    en=_HERE_EN + 'this field cannot hold what is read as "{value}".',
    mend_ja="read（date・yen・integer など）か、パスを直してください。",
    mend_en="Correct read (date, yen, integer, …) or the path.",
)
CODE_UNLISTED = Rule(
    id="mapping-code-unlisted",
    ja=_HERE_JA + "『{value}』はコードリスト {codelist} にありません。{hint_ja}",
    en=_HERE_EN + '"{value}" is not in the codelist {codelist}. {hint_en}',
    mend_ja="コードの綴りを確かめてください。",
    mend_en="Check the spelling of the code.",
)
TABLE_MISSING = Rule(
    id="mapping-table-missing",
    ja=_HERE_JA + "語彙表『{value}』がありません。{hint_ja}",
    en=_HERE_EN + 'there is no vocabulary table "{value}". {hint_en}',
    mend_ja="mappings/vocabulary/ にある表の名前を書いてください。",
    mend_en="Name a table of mappings/vocabulary/.",
)
TAKE_MISSING = Rule(
    id="mapping-take-missing",
    ja=_HERE_JA + "語彙表 {table} に列『{value}』がありません。",
    en=_HERE_EN + 'the vocabulary table {table} has no column "{value}".',
    mend_ja="take に表の列の名前を書いてください。",
    mend_en="Name a column of the table in take.",
)
ALIAS_UNKNOWN = Rule(
    id="mapping-alias-unknown",
    ja=_HERE_JA + "『{value}』はこの項目のブロックにありません。{hint_ja}",
    en=_HERE_EN + '"{value}" is no alias of the block series of this field. {hint_en}',
    mend_ja="blocks の columns か constants にある名前を書き、sections で per を指定してください。",
    mend_en="Use a name from columns or constants of blocks, and give per in sections.",
)
BLOCK_UNKNOWN = Rule(
    id="mapping-block-unknown",
    ja=_HERE_JA + "blocks に『{value}』がありません。{hint_ja}",
    en=_HERE_EN + 'blocks has no series "{value}". {hint_en}',
    mend_ja="per には blocks にある名前か row を書いてください。",
    mend_en="Give a name from blocks, or row.",
)
SECTION_UNUSED = Rule(
    id="mapping-section-unused",
    ja=_HERE_JA + "sections の『{value}』に当たる『{value}/*/…』の項目がありません。",
    en=_HERE_EN + 'no field begins with "{value}/*/", so this section has no effect.',
    mend_ja="パスの綴りを直すか、この行を消してください。",
    mend_en="Correct the path or delete the line.",
)
PATH_TWICE = Rule(
    id="mapping-path-twice",
    ja=_HERE_JA + "『{value}/*』と『{value}/0』の両方があります。",
    en=_HERE_EN + 'both "{value}/*" and "{value}/0" are given.',
    mend_ja="どちらか一方にしてください。",
    mend_en="Keep one of them.",
)
TAG_UNKNOWN = Rule(
    id="mapping-tag-unknown",
    ja=_HERE_JA + "『{value}』というリリースタグは使えません。{hint_ja}",
    en=_HERE_EN + '"{value}" is no release tag that a mapping may give. {hint_en}',
    mend_ja="releaseTag のコードを書いてください。",
    mend_en="Use a code of releaseTag.",
)
PUBLISHER_UNKNOWN = Rule(
    id="mapping-publisher-unknown",
    ja=_HERE_JA + "団体コード『{value}』の団体はありません。",
    en=_HERE_EN + 'no body has the code "{value}".',
    mend_ja="6桁の団体コードを確かめるか、mappings/vocabulary/bodies.csv に足してください。",
    mend_en="Check the six digits, or add the body to mappings/vocabulary/bodies.csv.",
)

_ALIAS = re.compile(r"\$(\w+)")
_NUMBER_OF_BLOCK = "n"


@dataclass(frozen=True)
class Checker:
    """What mapping files are checked against.

    Attributes:
        mappings: The folder of layouts and vocabulary.
        vocabularies: Its reviewed tables.
        bodies: The bodies beside the local governments.
        profile: The release schema and its codelists.
    """

    mappings: Path
    vocabularies: Vocabularies
    bodies: Bodies
    profile: Profile

    def check(self, path: Path) -> list[MappingError]:
        """Everything that is wrong in a mapping file, in the order of the file; empty if nothing is."""
        try:
            origins = read_layers(path, self.mappings)
            mapping = MappingFile.model_validate(origins.effective)
        except ValidationError as error:
            return list(explain(error, origins))
        except MappingError as error:
            return [error]
        found = [*self._publisher(mapping, origins)]
        for index, release in enumerate(mapping.releases):
            found += _ReleaseCheck(self, mapping, origins, release, ("releases", index)).run()
        return sorted(found, key=lambda error: (error.detail["file"], int(error.detail["line"])))

    def _publisher(self, mapping: MappingFile, origins: Origins) -> Iterator[MappingError]:
        """The publisher's code is that of a body."""
        if mapping.publisher.code is not None:
            try:
                self.bodies.by_code(mapping.publisher.code)
            except NotationError as error:
                yield at(PUBLISHER_UNKNOWN, error.value, origins, ("publisher", "code"))


@dataclass(frozen=True)
class _ReleaseCheck:
    """The checks of one release declaration."""

    checker: Checker
    mapping: MappingFile
    origins: Origins
    release: Release
    place: tuple[str | int, ...]

    def run(self) -> Iterator[MappingError]:
        yield from self._tags()
        yield from self._sections()
        for path, value in self.release.fields.items():
            location = (*self.place, "fields", path)
            yield from self._path(path, value, location)
            yield from self._aliases(path, location)
            for part in _values(value):
                yield from self._table(path, part, location)

    def _error(self, rule: Rule, value: str, location: Location, **detail: str) -> MappingError:
        return at(rule, value, self.origins, location, **detail)

    def _hinted(self, rule: Rule, word: str, known: tuple[str, ...], location: Location, **detail: str) -> MappingError:
        hint_ja, hint_en = nearest(word, known)
        return self._error(rule, word, location, hint_ja=hint_ja, hint_en=hint_en, **detail)

    def _tags(self) -> Iterator[MappingError]:
        """Tags are those whose section is known: ``compiled`` is ours to give."""
        for position, tag in enumerate(self.release.tag):
            if tag not in SECTIONS:
                yield self._hinted(TAG_UNKNOWN, tag, tuple(SECTIONS), (*self.place, "tag", position))

    def _sections(self) -> Iterator[MappingError]:
        """A section has fields and an existing series of blocks; no array is made in two ways."""
        starred = {path.partition("/*/")[0] for path in self.release.fields if "/*/" in path}
        for path, section in self.release.sections.items():
            location = (*self.place, "sections", path)
            if path not in starred:
                yield self._error(SECTION_UNUSED, path, location)
            if section.per != "row" and section.per not in self.mapping.blocks:
                known = (*self.mapping.blocks, "row")
                yield self._hinted(BLOCK_UNKNOWN, section.per, known, (*location, "per"))
        for path in self.release.fields:
            if any(path.startswith(f"{array}/0/") for array in starred):
                array = next(array for array in starred if path.startswith(f"{array}/0/"))
                yield self._error(PATH_TWICE, array, (*self.place, "fields", path))

    def _path(self, path: str, value: Value | OrganizationValue, location: Location) -> Iterator[MappingError]:
        """The path is one of OCDS, can hold what is read, and the codes stated for it are in its codelist."""
        field = field_at(self.checker.profile.release_schema, path)
        if isinstance(field, Unknown):
            yield self._hinted(PATH_UNKNOWN, field.part, field.known, location)
            return
        for one in (value,) if isinstance(value, OrganizationValue) else value.nested():
            if not fits(field, path, one):
                kind = "organization" if isinstance(one, OrganizationValue) else _kind(one)
                yield self._error(PATH_UNFIT, kind, location)
        codelist = self.checker.profile.codelists.get(field.codelist or "")
        if codelist is not None and isinstance(value, Value):
            yield from self._codes(path, value, codelist, location)

    def _codes(self, path: str, value: Value, codelist: Codelist, location: Location) -> Iterator[MappingError]:
        for one in value.nested():
            for code in (*stated_codes(one), *self._codes_of_table(path, one)):
                if code not in codelist.codes:
                    known = tuple(codelist.codes)
                    yield self._hinted(CODE_UNLISTED, code, known, location, codelist=codelist.name)

    def _codes_of_table(self, path: str, value: Value) -> list[str]:
        table = self.checker.vocabularies.tables.get(value.term or "")
        if table is None:
            return []
        return sorted({entry[_take(path, value)] for entry in _lines(table) if entry.get(_take(path, value))})

    def _table(self, path: str, value: Value, location: Location) -> Iterator[MappingError]:
        """The vocabulary table exists and has the column that is taken."""
        if value.term is None:
            return
        table = self.checker.vocabularies.tables.get(value.term)
        if table is None:
            yield self._hinted(TABLE_MISSING, value.term, tuple(self.checker.vocabularies.tables), location)
            return
        take = _take(path, value)
        whole = value.term == "legal_bases" and take == "procurementMethodRationaleClassifications"
        columns = next((tuple(entry) for entry in _lines(table)), ())
        if take not in columns and not whole:
            yield self._error(TAKE_MISSING, take, location, table=value.term)

    def _aliases(self, path: str, location: Location) -> Iterator[MappingError]:
        """``$alias`` is one of the block series that the field's section repeats."""
        declared = (self.release.fields[path], self.release.sections.get(path.partition("/*/")[0]))
        used = {alias for part in declared if part is not None for alias in _aliases(part.model_dump())}
        section = self.release.sections.get(path.partition("/*/")[0]) if "/*/" in path else None
        series = self.mapping.blocks.get(section.per, ()) if section is not None else ()
        known = {_NUMBER_OF_BLOCK} if series else set()
        for block in series:
            known |= {*block.columns, *block.constants}
        for alias in sorted(used - known):
            yield self._hinted(ALIAS_UNKNOWN, alias, tuple(sorted(known)), location)


def _take(path: str, value: Value) -> str:
    return value.take or path.rsplit("/", 1)[-1]


def _kind(value: Value) -> str:
    origins = {"constant": value.constant, "template": value.template, "term": value.term, "codes": value.codes}
    return next((name for name, origin in origins.items() if origin is not None), value.read)


def _lines(table: Vocabulary) -> Iterator[Mapping[str, str]]:
    return iter(table.entries.values())


def _values(value: Value | OrganizationValue) -> Iterator[Value]:
    """Every value of a declaration, those of a party's parts included."""
    if isinstance(value, Value):
        yield from value.nested()
        return
    for part in vars(value.organization).values():
        if isinstance(part, Value):
            yield from part.nested()


def _aliases(declared: Any) -> Iterator[str]:
    """The aliases in a declaration: a name of a column or a constant that begins with $."""
    if isinstance(declared, str):
        whole = _ALIAS.fullmatch(declared)
        yield from (whole.group(1),) if whole else _IN_TEMPLATE.findall(declared)
    elif isinstance(declared, dict):
        for part in declared.values():
            yield from _aliases(part)
    elif isinstance(declared, list | tuple):
        for part in declared:
            yield from _aliases(part)


_IN_TEMPLATE = re.compile(r"\{\$(\w+)\}")
