"""The pages of docs/: their examples give what they say, both languages show the same ones, and no key is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import BaseModel

from ocdsjp.collect import options
from ocdsjp.errors import MappingError
from ocdsjp.findings import Language
from ocdsjp.mapping import model
from ocdsjp.mapping.bodies import Bodies, load_bodies
from ocdsjp.mapping.check import Checker
from ocdsjp.mapping.execute import Executor, Origin
from ocdsjp.mapping.load import load_source
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.ocds.history import with_related
from ocdsjp.ocds.ids import PLACEHOLDER_PREFIX, make_ocid
from ocdsjp.ocds.profile import load_profile
from ocdsjp.read import HeaderAt, ReadOptions, open_tables
from ocdsjp.stages.draft import read_options

ROOT = Path(__file__).resolve().parents[1]
PAGES = {"en": ROOT / "docs" / "mapping.md", "ja": ROOT / "docs" / "mapping.ja.md"}
VOCABULARY = ROOT / "mappings" / "vocabulary"
INVENTED = ROOT / "data" / "sample" / "local_governments.csv"

_MARK = re.compile(
    r"<!-- example: (?P<name>[a-z-]+) -->|^(?P<heading>##) |^```(?P<kind>csv|yaml|json|text)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_PLACE = re.compile(r"# mappings/(layouts/[a-z-]+\.yaml)\n")
_FILE_KEYS = ("title", "publisher", "licence", "collect", "read", "key")


@dataclass
class Example:
    """An example of a page: a file, mappings, and what comes out."""

    name: str
    blocks: dict[str, list[str]] = field(default_factory=lambda: {"csv": [], "yaml": [], "json": [], "text": []})


def examples(page: Path) -> list[Example]:
    """The examples of a page in order: a mark and the blocks after it, up to the next mark or heading."""
    found: list[Example] = []
    within = False
    for mark in _MARK.finditer(page.read_text(encoding="utf-8")):
        if mark["name"]:
            found.append(Example(mark["name"]))
        elif mark["kind"] and within:
            found[-1].blocks[mark["kind"]].append(mark["text"])
        within = bool(mark["name"]) or (within and not mark["heading"])
    return found


def whole(page: Path) -> str:
    """The first mapping of the page, which is complete."""
    return examples(page)[0].blocks["yaml"][0]


def folder(example: Example, page: Path, target: Path) -> Path:
    """A mappings folder that holds the example, and its mapping file in it."""
    mappings = target / "mappings"
    (mappings / "layouts").mkdir(parents=True)
    (mappings / "sources" / "shionari").mkdir(parents=True)
    (mappings / "vocabulary").symlink_to(VOCABULARY)
    lines = [line for line in whole(page).splitlines() if line.startswith(tuple(f"{key}:" for key in _FILE_KEYS))]
    (mappings / "layouts" / "example.yaml").write_text("\n".join(lines), encoding="utf-8")
    own = mappings / "sources" / "shionari" / f"{example.name}.yaml"
    for text in example.blocks["yaml"]:
        place = _PLACE.match(text)
        if place:
            (mappings / place[1]).write_text(text, encoding="utf-8")
        else:
            complete = text.startswith(("title:", "extends:"))
            own.write_text(text if complete else f"extends: layouts/example\n{text}", encoding="utf-8")
    return own


def unmarked(bodies: Bodies) -> Bodies:
    """The sample's bodies without （架空） in their names: a page says in its text that its places are invented."""
    return Bodies(tuple(replace(body, name=body.name.removesuffix("（架空）")) for body in bodies.entries))


def outcome(example: Example, page: Path, language: Language, target: Path) -> tuple[list[Any], list[str]]:
    """The releases that an example makes, without ids, and everything that is said about it."""
    own = folder(example, page, target)
    mappings = own.parents[2]
    bodies = unmarked(load_bodies(VOCABULARY / "bodies.csv", INVENTED))
    vocabularies = load_vocabularies(VOCABULARY)
    wrong = Checker(mappings, vocabularies, bodies, load_profile()).check(own)
    messages = [error.rule.message(language, error.value, error.detail) for error in wrong]
    if wrong or not example.blocks["csv"]:
        return [], messages
    source = load_source(own, mappings)
    file = target / "results.csv"
    file.write_text(example.blocks["csv"][0], encoding="utf-8")
    executor = Executor(source.mapping, Origin(source.id, "", file.name), vocabularies, bodies)
    try:
        with open_tables(file, read_options(source.mapping), file_name=file.name) as tables:
            made = [release(draft) for draft in executor.drafts(tables)]
    except MappingError as error:
        return [], [error.rule.message(language, error.value, error.detail)]
    return made, [finding.message(language) for finding in executor.findings]


def release(draft: Any) -> dict[str, Any]:
    """A draft as the release that it becomes, as far as mapping decides it."""
    ocid = make_ocid(PLACEHOLDER_PREFIX, draft.publisher_code, draft.key)
    related = [(kind, make_ocid(PLACEHOLDER_PREFIX, draft.publisher_code, key)) for kind, key in draft.related]
    body = orjson.loads(with_related(draft.body, related))
    return {"ocid": ocid, "date": draft.date, "tag": list(draft.tags), **body}


def differences(expected: Any, found: Any, path: str = "") -> Iterator[str]:
    """Where what a page shows is not in what came out; objects may have more, lists may not."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name, value in expected.items():
            yield from differences(value, found.get(name), f"{path}/{name}")
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, (one, other) in enumerate(zip(expected, found, strict=True)):
            yield from differences(one, other, f"{path}/{index}")
    elif expected != found:
        yield f"{path}: the page says {expected!r}, it gives {found!r}"


CASES = [(language, example) for language, page in PAGES.items() for example in examples(page)]


@pytest.mark.parametrize(
    ("language", "example"), CASES, ids=[f"{language}-{example.name}" for language, example in CASES]
)
def test_example_of_the_mapping_page_gives_what_the_page_says(
    language: Language, example: Example, tmp_path: Path
) -> None:
    made, messages = outcome(example, PAGES[language], language, tmp_path)
    for text in example.blocks["json"]:
        assert not list(differences(orjson.loads(text), made))
    for text in example.blocks["text"]:
        shown = [".*".join(map(re.escape, line.split(" …"))) for line in text.splitlines()]
        assert len(shown) == len(messages)
        assert [line for line, message in zip(shown, messages, strict=True) if not re.fullmatch(line, message)] == []
    if not example.blocks["text"]:
        assert not messages


def test_both_languages_show_the_same_examples() -> None:
    english, japanese = (
        [(example.name, {kind: example.blocks[kind] for kind in ("csv", "yaml", "json")}) for example in examples(page)]
        for page in PAGES.values()
    )
    assert english == japanese


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_mapping_page_mentions_every_key(page: Path) -> None:
    named = (*vars(model).values(), *vars(options).values())
    kinds = [kind for kind in named if isinstance(kind, type) and issubclass(kind, BaseModel)]
    keys = {name for kind in (*kinds, ReadOptions, HeaderAt) for name in kind.model_fields}
    text = page.read_text(encoding="utf-8")
    assert sorted(key for key in keys if f"`{key}`" not in text) == []


@pytest.mark.parametrize("name", ["docs/mapping", "docs/publication", "README", "ARCHITECTURE", "CHANGELOG"])
def test_links_inside_the_repository_lead_somewhere(name: str) -> None:
    for page in (ROOT / f"{name}.md", ROOT / f"{name}.ja.md"):
        if page.is_file():
            targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
            assert [target for target in targets if not (page.parent / target).exists()] == []
