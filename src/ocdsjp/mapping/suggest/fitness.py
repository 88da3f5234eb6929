"""Whether the values of a column are such as a field holds: they agree, are silent, or contradict.

Silence is no agreement: a column that is empty says nothing. The thresholds are lax for text and strict for what can
be read wrongly (dates, amounts, numbers), because a wrong amount is worse than an open column.
"""

from collections.abc import Callable
from typing import Literal

from ocdsjp.mapping.suggest.evidence import Evidence

Verdict = Literal["agree", "silent", "contradict"]

_MOST = 0.8
_HALF = 0.5
_SOME = 0.25
_LONG = 40


def verdict(field: str, kind: str, evidence: Evidence) -> Verdict:
    """What the values say about a column being ``field``, read as ``kind``."""
    if kind == "ignore":
        return "silent"
    if evidence.filled == 0:
        return "agree" if evidence.words and kind in {"yen", "status"} else "silent"
    special = _BY_FIELD.get(field)
    return (special or _BY_KIND[kind])(evidence)


def _between(share: float, *, agree: float, contradict: float) -> Verdict:
    if share >= agree:
        return "agree"
    return "contradict" if share < contradict else "silent"


def _date(evidence: Evidence) -> Verdict:
    shown = max(evidence.share("date"), evidence.share("span"), evidence.share("serial"))
    return _between(shown, agree=_MOST, contradict=_HALF)


def _day(evidence: Evidence) -> Verdict:
    return _between(max(evidence.share("date"), evidence.share("serial")), agree=_MOST, contradict=_HALF)


def _yen(evidence: Evidence) -> Verdict:
    if evidence.share("thirteen") > _SOME or evidence.share("date") > _SOME:
        return "contradict"
    if evidence.typical is not None and abs(evidence.typical) < _LEAST_YEN and not evidence.share("yen") > _MOST:
        return "contradict"  # rates and scores
    if evidence.counts_up:
        return "contradict"
    return _between(evidence.share("yen"), agree=0.7, contradict=0.6)


_LEAST_YEN = 10


def _count(evidence: Evidence) -> Verdict:
    if evidence.typical is not None and evidence.typical > _MOST_TENDERERS:
        return "contradict"
    return _between(evidence.share("number"), agree=_MOST, contradict=_SOME)


_MOST_TENDERERS = 500


def _number(evidence: Evidence) -> Verdict:
    return _between(evidence.share("number"), agree=_MOST, contradict=_HALF)


def _corporate_number(evidence: Evidence) -> Verdict:
    if evidence.share("corporate_number") >= _MOST:
        return "agree"
    # 13 digits with a wrong check digit: a spreadsheet has rounded them.
    return "silent" if evidence.share("thirteen") >= _HALF else "contradict"


def _method(evidence: Evidence) -> Verdict:
    return _between(evidence.share("method"), agree=_HALF, contradict=_SOME)


def _category(evidence: Evidence) -> Verdict:
    if _is_figure(evidence):
        return "contradict"
    return _between(evidence.share("category"), agree=_HALF, contradict=_SOME)


def _law(evidence: Evidence) -> Verdict:
    if _is_figure(evidence) or evidence.share("company") > _MOST:
        return "contradict"
    return "agree" if evidence.share("law") >= _SOME or evidence.length > _LONG / 2 else "silent"


def _status(evidence: Evidence) -> Verdict:
    if evidence.words and evidence.filled <= sum(evidence.words.values()) and not _is_figure(evidence):
        return "agree"
    if _is_figure(evidence) or evidence.share("company") > _HALF:
        return "contradict"
    return _between(max(evidence.share("status"), evidence.share("yes_no")), agree=_HALF, contradict=_SOME)


def _party(evidence: Evidence) -> Verdict:
    if evidence.share("several") > _SOME:  # a list of firms in one cell is no firm
        return "contradict"
    if evidence.share("number") > _SOME or evidence.share("date") > _SOME or evidence.share("url") > _SOME:
        return "contradict"
    if evidence.share("sign") > _HALF:  # a mark beside the one who won
        return "contradict"
    return _between(evidence.share("company"), agree=0.4, contradict=0.0)


def _body(evidence: Evidence) -> Verdict:
    if _is_figure(evidence):
        return "contradict"
    found = max(evidence.share("body"), evidence.share("public"))
    return _between(found, agree=_HALF, contradict=0.0)


def _section(evidence: Evidence) -> Verdict:
    if _is_figure(evidence) or evidence.length > 2 * _LONG:
        return "contradict"
    found = max(evidence.share("section"), evidence.share("body"), evidence.share("public"))
    return _between(found, agree=_HALF, contradict=0.0)


def _title(evidence: Evidence) -> Verdict:
    if _is_figure(evidence) or evidence.share("url") > _HALF or evidence.share("company") > _MOST:
        return "contradict"
    return _between(evidence.share("work"), agree=_SOME, contradict=0.0)


def _address(evidence: Evidence) -> Verdict:
    sections = evidence.share("section") > _HALF and evidence.share("address") < _SOME
    if _is_figure(evidence) or sections:
        return "contradict"
    return _between(evidence.share("address"), agree=_HALF, contradict=0.0)


def _id(evidence: Evidence) -> Verdict:
    if evidence.share("date") > _HALF or evidence.length > _LONG or evidence.share("company") > _HALF:
        return "contradict"
    if evidence.share("thirteen") > _HALF and evidence.share("corporate_number") > _HALF:
        return "contradict"
    return "agree" if evidence.distinct > evidence.filled * _HALF and not evidence.share("work") > _HALF else "silent"


def _url(evidence: Evidence) -> Verdict:
    return _between(evidence.share("url"), agree=_MOST, contradict=_HALF)


def _text(evidence: Evidence) -> Verdict:
    return "contradict" if _is_figure(evidence) and evidence.share("number") < 1 else "silent"


def _is_figure(evidence: Evidence) -> bool:
    """Whether most cells are dates or numbers: no text at all."""
    return evidence.share("date") > _HALF or evidence.share("number") > _HALF


_BY_KIND: dict[str, Callable[[Evidence], Verdict]] = {
    "text": _text,
    "date": _date,
    "datetime": _day,
    "span": _date,
    "yen": _yen,
    "number": _number,
    "integer": _count,
    "status": _status,
    "method": _method,
    "category": _category,
    "legal_basis": _law,
    "supplier": _party,
    "organization": _section,
    "corporate_number": _corporate_number,
    "boolean": lambda evidence: _between(evidence.share("yes_no"), agree=_MOST, contradict=_HALF),
}
_BY_FIELD: dict[str, Callable[[Evidence], Verdict]] = {
    "tender/title": _title,
    "contracts/0/title": _title,
    "tender/id": _id,
    "contracts/0/id": _id,
    "tender/documents/0/url": _url,
    "tender/documents/0/title": lambda evidence: "contradict" if evidence.share("url") > _HALF else "silent",
    "tender/items/0/deliveryAddress/streetAddress": _address,
    "parties/0/address/streetAddress": _address,
    "buyer/name": _body,
    "awards/0/date": _day,
    "contracts/0/dateSigned": _day,
    "date": _day,
    "tender/procurementMethodDetails": _method,
}
