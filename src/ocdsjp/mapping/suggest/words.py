"""What a header may mean by its words alone: ``mappings/vocabulary/header_words.csv`` and near forms of its words.

A header is known when it is a word of the table (widths, spaces, marks of tax and unit do not count), or the same word
but for characters that never change a meaning (の, 等, 年月日 for 日). Likeness beyond that only proposes: 変更契約日
is as like 契約日 as a slip of the pen would be, and is something else. Values have their say in ``columns``.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from ocdsjp.japan.text import match_key
from ocdsjp.mapping.suggest.marks import without_marks
from ocdsjp.mapping.vocabulary import Vocabulary

Closeness = Literal["exact", "same", "part", "near"]
"""``exact``: the word itself. ``same``: but for characters without meaning. ``part``: the lowest row of a header of
several rows, or the word without a bracket. ``near``: alike; one of its letters may be wrong."""

JOINT = "／"
_LIKE_ENOUGH = 82
_LONGEST = 300  # no header is longer; a file from outside may hold anything
_SHORTEST_LIKE = 4
_NOTES = re.compile(r"[※*＊†]\d*|注\d+$")
_NUMBERING = re.compile(r"^(?:[(]?\d{1,2}[).、:]|[①-⑳]|第?\d{1,2}欄)(?=\D)")
# What a bracket may hold without making another thing of the word before it.
_SAYS_NOTHING = re.compile(
    r"(?:仮称|通称|略称|総額|税込み?|税抜き?|円|[※*◎○●]?印?は(?:落札|決定|請負|契約)[^)]*|"
    "商号|名称|氏名|社名|会社名|業者名?|契約者名?|落札者名?|受注者名?|請負者?|敬称略|工事|業務|委託|物品|役務|件名|品目|"
    "(?:地方自治法)?(?:施行)?令?第?167条の2(?:第1項)?(?:各?号)?|又は|または|及び|・|、|,|/|等|名|[a-z]|の)+"
)
_FROM = re.compile("自|始|始期|開始|開始日|始め|着手|着手日|着工|着工日|from")
_TO = re.compile("至|終|終期|終了|終了日|終わり|完了|完了日|完成|完成日|竣工|期限|to")
_AND = re.compile("及び|および|並びに|ならびに|・|、|,|/")
_FEWEST_PIECES = 2
# What a cell of several things may begin with, and what may follow there: a figure never does.
_LEADING = {
    "tender/title": frozenset({"text", "number", "span", "ignore"}),
    "awards/0/suppliers": frozenset({"parties/0/address/streetAddress", "ignore"}),
    "bids/details/0/tenderers": frozenset({"parties/0/address/streetAddress", "ignore"}),
}
_DOUBTFUL = 60
_BRACKET = re.compile(r"^(?P<outside>[^(\[【]+)[(\[【](?P<inside>[^)\]】]+)[)\]】](?P<rest>[^(\[【]*)$")
# Characters that join or pad; longer forms of the same noun.
_SAME = (
    (re.compile(r"[のノ等・、,/\-_|。.:：\s「」『』()\[\]【】~]"), ""),
    (re.compile(r"または|又は|及び|および|並びに|ならびに"), ""),
    (re.compile(r"年月日"), "日"),
    (re.compile(r"名称|氏名"), "名"),
    (re.compile(r"ヶ|ヵ|箇"), "ケ"),
)
# A run of characters that two words may differ in and still mean the same.
_HARMLESS = frozenset(
    {
        "",
        "名",
        "の",
        "等",
        "額",
        "金",
        "者",
        "業",
        "務",
        "年",
        "月",
        "先",
        "件",
        "所",
        "箇",
        "ケ",
        "い",
        "合",
        "わ",
        "せ",
    }
)
_TIMES = re.compile(
    r"変更|当初|予定|前|後|見込|次|再|旧|元|仮|最終|第\d|\d回|候補|辞退|不|未|率|数|回|電話|fax|代表|理由|有無|方法|番号"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A line of the table."""

    text: str
    field: str
    kind: str
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A word that a header may be."""

    word: Word
    closeness: Closeness
    score: int


class HeaderWords:
    """The table of header words, searchable by header."""

    def __init__(self, table: Vocabulary) -> None:
        self._exact = {
            key: Word(line["word"], line["field"], line["kind"], line["reviewed"] == "yes")
            for (_, key), line in table.entries.items()
        }

    @cached_property
    def _plain(self) -> Mapping[str, Word]:
        """By word without marks, where that is one meaning."""
        return self._grouped(without_marks)

    @cached_property
    def _skeletons(self) -> Mapping[str, Word]:
        return self._grouped(lambda key: skeleton(without_marks(key)))

    def _grouped(self, form: Callable[[str], str]) -> Mapping[str, Word]:
        groups: dict[str, list[Word]] = {}
        for key, word in self._exact.items():
            groups.setdefault(form(key), []).append(word)
        return {
            key: max(words, key=lambda word: word.reviewed)
            for key, words in groups.items()
            if key and len({(word.field, word.kind) for word in words}) == 1
        }

    def knows(self, header: str) -> bool:
        """Whether a header text is a word of the table, marks and padding aside."""
        return len(header) <= _LONGEST and self._whole(header) is not None

    def hits(self, header: str) -> list[Hit]:
        """The words that a header may be, best first; each field and kind once."""
        found: dict[tuple[str, str], Hit] = {}
        for hit in self._found(header) if len(header) <= _LONGEST else ():
            found.setdefault((hit.word.field, hit.word.kind), hit)
        return list(found.values())

    def _found(self, header: str) -> Iterator[Hit]:
        whole = self._whole(header)
        if whole is not None:
            yield whole
        parts = [part for part in header.split(JOINT) if part]
        if len(parts) > 1 and whole is None:
            yield from self._joined(parts)
        bracket = _BRACKET.match(_plain(parts[-1] if parts else header))
        if bracket is not None and whole is None:
            yield from self._bracketed(bracket)
        if whole is None:
            yield from self._in_pieces(_plain(parts[-1] if parts else header))
            yield from self._alike(_plain(parts[-1] if parts else header), qualified=len(parts) > 1)

    def _whole(self, header: str) -> Hit | None:
        key = match_key(header)
        if not key:
            return None
        if key in self._exact:
            return Hit(self._exact[key], "exact", 100)
        plain = _plain(header)
        if plain in self._plain:
            return Hit(self._plain[plain], "exact", 98)
        bones = skeleton(plain)
        if bones in self._skeletons:
            return Hit(self._skeletons[bones], "same", 95)
        return None

    def _joined(self, parts: list[str]) -> Iterator[Hit]:
        """A header of several rows: all rows as one word, neighbouring rows, and the lowest row alone."""
        joined = ("".join(parts), "の".join(parts), "の".join(parts[-2:]), "".join(parts[-2:]), _overlaid(*parts[-2:]))
        for text in joined:
            hit = self._whole(text)
            if hit is not None:
                yield Hit(hit.word, "same", 94)
        upper_word = self._whole(parts[-2])
        if upper_word is not None and (end := _end_of_period(upper_word.word, match_key(parts[-1]))) is not None:
            yield Hit(end, "same", 94)
        last = self._whole(parts[-1])
        if last is not None:
            upper = "".join(map(match_key, parts[:-1]))
            # What the lowest row says itself (変更契約／変更後金額) is no doubt.
            doubtful = any(found not in last.word.text for found in _TIMES.findall(upper))
            yield Hit(last.word, "near", _DOUBTFUL) if doubtful else Hit(last.word, "part", 90)

    def _in_pieces(self, plain: str) -> Iterator[Hit]:
        """A header of several names, 工事名及び工事箇所: its cells begin with what the first of them says."""
        pieces = [piece for piece in _AND.split(plain) if piece]
        if len(pieces) < _FEWEST_PIECES:
            return
        first, *others = (self._whole(piece) for piece in pieces)
        if first is None:
            return
        beside = _LEADING.get(first.word.field, frozenset())
        if all(one is not None and (one.word.kind in beside or one.word.field in beside) for one in others):
            yield Hit(first.word, "part", 84)

    def _bracketed(self, found: re.Match[str]) -> Iterator[Hit]:
        """A header with a bracket: what is inside may be the same thing, a part of it, or a remark."""
        outside, inside = self._whole(found["outside"] + found["rest"]), self._whole(found["inside"])
        if outside is not None and (end := _end_of_period(outside.word, found["inside"])) is not None:
            yield Hit(end, "same", 95)
        elif outside is not None and inside is not None and _means(outside) == _means(inside):
            yield Hit(outside.word, "same", 95)
        elif outside is not None:
            # What is known and not for OCDS (問合せ先) does not change the word beside it.
            aside = inside is not None and inside.word.kind == "ignore"
            said = aside or _SAYS_NOTHING.fullmatch(found["inside"]) is not None
            yield Hit(outside.word, "part", 85) if said else Hit(outside.word, "near", _DOUBTFUL)
        if inside is not None:
            yield Hit(inside.word, "near", _DOUBTFUL)

    def _alike(self, plain: str, *, qualified: bool) -> Iterator[Hit]:
        if len(plain) < _SHORTEST_LIKE:
            return
        for key, score, _ in process.extract(
            plain, list(self._plain), scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH, limit=5
        ):
            if len(key) >= _SHORTEST_LIKE - 1:
                weight = _DOUBTFUL if qualified or not differs_harmlessly(plain, key) else 75
                yield Hit(self._plain[key], "near", min(weight, int(score)))

    def proposals(self, header: str) -> list[Word]:
        """Words that share something with a header: for a person to choose from, never to act."""
        plain = _plain(header[:_LONGEST].rsplit(JOINT, maxsplit=1)[-1])
        found = process.extract(plain, list(self._plain), scorer=fuzz.partial_ratio, score_cutoff=80, limit=4)
        return [self._plain[key] for key, _, _ in found if len(key) > 1]


def _overlaid(upper: str, lower: str) -> str:
    """Two rows as one word where the end of the upper is the beginning of the lower: 変更契約, 契約日 → 変更契約日."""
    upper, lower = match_key(upper), match_key(lower)
    common = next((size for size in range(len(upper), 0, -1) if lower.startswith(upper[-size:])), 0)
    return upper + lower[common:] if common else ""


def _end_of_period(word: Word, inside: str) -> Word | None:
    """The start or the end of a period that a bracket names: 履行期間（自）."""
    if word.kind != "span":
        return None
    for pattern, end in ((_FROM, "startDate"), (_TO, "endDate")):
        if pattern.fullmatch(inside):
            return Word(word.text, f"{word.field}/{end}", "date", word.reviewed)
    return None


def _means(hit: Hit) -> tuple[str, str]:
    return hit.word.field, hit.word.kind


def _plain(header: str) -> str:
    """A header in matching form without marks, footnote signs and numbering."""
    text = _NOTES.sub("", without_marks(header))
    return _NUMBERING.sub("", text)


def skeleton(key: str) -> str:
    """A word without what joins or pads it."""
    for pattern, to in _SAME:
        key = pattern.sub(to, key)
    return key


def differs_harmlessly(one: str, other: str) -> bool:
    """Whether two words differ only in characters that do not make another word of them."""
    return all(
        {one[step.src_start : step.src_end], other[step.dest_start : step.dest_end]} <= _HARMLESS
        for step in Indel.opcodes(one, other)
        if step.tag != "equal"
    )
