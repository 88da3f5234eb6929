"""What each column is, by header and values together. Precision goes first: what is not sure stays open.

A column is recognised where its header is a known word and its values do not contradict, or where its header is nearly
a known word and its values agree. What depends on the other columns (whose number is it, which amount) is settled
afterwards in ``context``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocdsjp.mapping.suggest.evidence import Evidence
from ocdsjp.mapping.suggest.fitness import Verdict, verdict
from ocdsjp.mapping.suggest.marks import marks_of
from ocdsjp.mapping.suggest.model import Certainty, Choice, ColumnGuess, Reason
from ocdsjp.mapping.suggest.words import HeaderWords, Hit

# Kinds whose values show what they are; text may be anything.
_TELLING = frozenset(
    {"date", "datetime", "span", "yen", "corporate_number", "method", "category", "status", "supplier", "legal_basis"}
)
# Kinds whose values leave no doubt of the field, so that they may decide an ambiguous word; an amount is no such kind.
_PROVING = frozenset({"corporate_number", "method", "category", "status", "legal_basis"})
_TELLING_FIELDS = frozenset({"tender/title", "buyer/name", "tender/procuringEntity/name", "tender/documents/0/url"})
_NEAR_AND_SAFE = 75
_MARGIN = 4
_MOST_CHOICES = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """A column as it was found.

    Attributes:
        name, letter: As the reader names it.
        evidence: What its values are like.
        named: False where the reader had to name it by its letter.
    """

    name: str
    letter: str
    evidence: Evidence
    named: bool = True


def guess_column(seen: Seen, words: HeaderWords) -> ColumnGuess:
    """What one column seems to be, by itself."""
    hits = words.hits(seen.name) if seen.named else []
    judged = [(hit, verdict(hit.word.field, hit.word.kind, seen.evidence)) for hit in hits]
    chosen = _chosen(judged)
    guess = _from_hit(seen, *chosen) if chosen is not None else _by_values_alone(seen, judged) or _open(seen, judged)
    choices = _choices(seen, judged, words, guess)
    return replace(guess, alternatives=choices)


def _chosen(judged: Sequence[tuple[Hit, Verdict]]) -> tuple[Hit, Verdict, Certainty] | None:
    """The hit that may act, with how sure that is."""
    if not judged:
        return None
    for hit, said in judged:
        certainty = _certainty(hit, said)
        if certainty is not None:
            rivals = [other for other, told in judged if other is not hit and told != "contradict"]
            if hit.closeness == "near" and any(other.score > hit.score - _MARGIN for other in rivals):
                return None
            return hit, said, certainty
        if hit.closeness in {"exact", "same"}:
            return None  # the header means this and nothing else; its values speak against it, or it needs more
    return None


def _certainty(hit: Hit, said: Verdict) -> Certainty | None:
    word = hit.word
    if word.kind == "ignore":
        return "ignored" if hit.closeness in {"exact", "same", "part"} else None
    if said == "contradict":
        return None
    telling = word.kind in _TELLING or word.field in _TELLING_FIELDS
    if hit.closeness in {"exact", "same"}:
        if said == "agree":
            proving = (word.kind in _PROVING and word.field != "bids/details/0/status") or word.field in _TELLING_FIELDS
            return "sure" if word.reviewed else ("likely" if proving else None)
        return "likely" if word.reviewed else None
    if hit.closeness == "part":
        return "likely" if said == "agree" and word.reviewed else None
    safe = hit.score >= _NEAR_AND_SAFE and telling and word.reviewed
    return "likely" if safe and said == "agree" else None


def _from_hit(seen: Seen, hit: Hit, said: Verdict, certainty: Certainty) -> ColumnGuess:
    marks = marks_of(seen.name)
    ignored = certainty == "ignored"
    reason = reason_of(hit, said)
    return ColumnGuess(
        name=seen.name,
        letter=seen.letter,
        examples=seen.evidence.examples,
        field=None if ignored else hit.word.field,
        kind=None if ignored else hit.word.kind,
        certainty=certainty,
        reason_ja=reason.ja,
        reason_en=reason.en,
        tax=marks.tax if hit.word.kind == "yen" else None,
        unit=marks.unit if hit.word.kind == "yen" else None,
    )


def reason_of(hit: Hit, said: Verdict) -> Reason:
    """Why a column is taken for what a word says."""
    word = hit.word.text
    header = {
        "exact": Reason(f"見出しが『{word}』", f'the header is "{word}"'),
        "same": Reason(f"見出しが『{word}』と同じ意味", f'the header means "{word}"'),
        "part": Reason(f"見出しに『{word}』", f'the header holds "{word}"'),
        "near": Reason(f"見出しが『{word}』に近い", f'the header is nearly "{word}"'),
    }[hit.closeness]
    if hit.word.kind == "ignore":
        return Reason(f"{header.ja}（OCDS に写さない列）", f"{header.en} (not for OCDS)")
    values = {
        "agree": Reason("値もそのとおり", "and the values agree"),
        "silent": Reason("値はこれに反しない", "and the values do not contradict"),
        "contradict": Reason("しかし値が合わない", "but the values do not fit"),
    }[said]
    return Reason(f"{header.ja}、{values.ja}", f"{header.en}, {values.en}")


def _open(seen: Seen, judged: Sequence[tuple[Hit, Verdict]]) -> ColumnGuess:
    reason = _why_open(seen, judged)
    return ColumnGuess(
        name=seen.name,
        letter=seen.letter,
        examples=seen.evidence.examples,
        field=None,
        kind=None,
        certainty="open",
        reason_ja=reason.ja,
        reason_en=reason.en,
    )


def _by_values_alone(seen: Seen, judged: Sequence[tuple[Hit, Verdict]]) -> ColumnGuess | None:
    """A column whose values leave no doubt: addresses of pages below any header; without header some more."""
    known = [hit.word for hit, _ in judged if hit.closeness in {"exact", "same"}]
    if any(not word.field.startswith("tender/documents/") for word in known):
        return None
    evidence = seen.evidence
    found = next(
        (
            (field, kind)
            for name, field, kind in (_PROVED if seen.named else (*_PROVED, *_PROVED_UNNAMED))
            if evidence.share(name) >= _PROOF and evidence.distinct * 2 > evidence.filled * (name == "url")
        ),
        None,
    )
    if found is None and not seen.named and _is_title(evidence):
        found = ("tender/title", "text")
    if found is None:
        return None
    reason = Reason("値から明らか", "plain from the values")
    return ColumnGuess(
        name=seen.name,
        letter=seen.letter,
        examples=evidence.examples,
        field=found[0],
        kind=found[1],
        certainty="likely",
        reason_ja=reason.ja,
        reason_en=reason.en,
    )


def _is_title(evidence: Evidence) -> bool:
    """Whether the texts of a column without header are what is bought: most name works or services, and all differ."""
    return (
        evidence.share("work") >= _SHOWS
        and evidence.share("company") < _NOT_FIRMS
        and evidence.share("section") < _SHOWS
        and evidence.share("method") < _SHOWS
        and evidence.distinct >= evidence.filled * _SHOWS
    )


def _why_open(seen: Seen, judged: Sequence[tuple[Hit, Verdict]]) -> Reason:
    if not seen.named:
        return Reason("見出しがない", "there is no header")
    if judged:
        hit, said = judged[0]
        if said == "contradict":
            return reason_of(hit, said)
        if hit.closeness in {"exact", "same"}:
            return Reason(
                f"『{hit.word.text}』はこれだけでは決まらない", f'"{hit.word.text}" alone does not decide what it is'
            )
        why = reason_of(hit, said)
        return Reason(f"{why.ja}が、確かではない", f"{why.en}, which is not sure")
    if seen.evidence.filled == 0:
        return Reason("知らない見出しで、値がない", "the header is unknown and there is no value")
    return Reason("知らない見出し", "the header is unknown")


def _choices(
    seen: Seen, judged: Sequence[tuple[Hit, Verdict]], words: HeaderWords, guess: ColumnGuess
) -> tuple[Choice, ...]:
    """What else a column may be, best first: by its header, then by its values."""
    ranked = [
        Choice(hit.word.field, hit.word.kind, max(0, hit.score + _BONUS[said]))
        for hit, said in judged
        if hit.word.kind != "ignore"
    ]
    if guess.certainty == "open":
        ranked += by_values(seen.evidence)
        ranked += [
            Choice(word.field, word.kind, 40 + _BONUS[verdict(word.field, word.kind, seen.evidence)])
            for word in (words.proposals(seen.name) if seen.named else ())
            if word.kind != "ignore"
        ]
    found: dict[tuple[str, str], Choice] = {}
    for choice in sorted(ranked, key=lambda each: -each.score):
        if (choice.field, choice.kind) != (guess.field, guess.kind) and choice.score > 0:
            found.setdefault((choice.field, choice.kind), choice)
    return tuple(list(found.values())[:_MOST_CHOICES])


_BONUS: dict[Verdict, int] = {"agree": 10, "silent": 0, "contradict": -60}

_SHOWS = 0.8
_NOT_FIRMS = 0.1
_PROOF = 0.95
_PROVED = (("url", "tender/documents/0/url", "text"),)
_PROVED_UNNAMED = (("method", "tender/procurementMethod", "method"),)
_BY_VALUES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("corporate_number", (("awards/0/suppliers/0/id", "corporate_number"),)),
    ("url", (("tender/documents/0/url", "text"),)),
    ("method", (("tender/procurementMethodDetails", "method"),)),
    ("company", (("awards/0/suppliers", "supplier"), ("bids/details/0/tenderers", "supplier"))),
    ("category", (("tender/mainProcurementCategory", "category"),)),
    ("status", (("tender/status", "status"), ("bids/details/0/status", "status"))),
    ("date", (("contracts/0/dateSigned", "date"), ("awards/0/date", "date"), ("date", "date"))),
    ("span", (("tender/contractPeriod", "span"), ("contracts/0/period", "span"))),
    ("body", (("buyer/name", "organization"),)),
    ("address", (("tender/items/0/deliveryAddress/streetAddress", "text"),)),
    ("section", (("tender/procuringEntity/name", "organization"),)),
    ("work", (("tender/title", "text"),)),
)
_AMOUNTS = (("contracts/0/value/amount", "yen"), ("awards/0/value/amount", "yen"), ("tender/value/amount", "yen"))
_LEAST_TYPICAL_YEN = 10_000


def by_values(evidence: Evidence) -> list[Choice]:
    """What a column may be by its values alone: proposals, never more."""
    found: list[Choice] = []
    for name, fields in _BY_VALUES:
        if evidence.filled and evidence.share(name) >= _SHOWS:
            found += [Choice(field, kind, 50 - place) for place, (field, kind) in enumerate(fields)]
    money = evidence.share("yen") >= _SHOWS and (evidence.typical or 0) >= _LEAST_TYPICAL_YEN
    if money and not evidence.share("corporate_number"):
        found += [Choice(field, kind, 45 - place) for place, (field, kind) in enumerate(_AMOUNTS)]
    return found
