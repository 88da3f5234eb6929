"""Suppliers and tenderers against the index of corporations: a missing 法人番号 is completed, a given one confirmed.

Optional: without an index nothing of this happens. What the index knows is in ``japan.corporations``; a number in the
source is never replaced or dropped, since a firm may have changed its name after the contract.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from ocdsjp.findings import Effect, Rule
from ocdsjp.japan.company_forms import FORM
from ocdsjp.japan.corporations import Confirmation, Corporations
from ocdsjp.japan.local_governments import PREFECTURES
from ocdsjp.mapping.plan import Problem
from ocdsjp.ocds.build import Party

NUMBER_OF_ANOTHER = Rule(
    id="corporate-number-other-name",
    ja="法人番号『{value}』は、登録では『{registered}』の番号で、原本の『{name}』と名称が違います。",
    en='The corporate number "{value}" is registered for "{registered}"; the source names "{name}".',
    mend_ja="商号変更であれば問題ありません。番号の誤りであれば公表者に知らせてください。原本の番号のまま公開します。",
    mend_en="A change of name is fine. If it is wrong tell the publisher. It is published as the source has it.",
)
NUMBER_UNREGISTERED = Rule(
    id="corporate-number-unregistered",
    ja="法人番号『{value}』は、法人番号の登録にありません。",
    en='The corporate number "{value}" is not in the register of corporations.',
    mend_ja="登録の索引が古ければ ocdsjp corporations update で新しくしてください。原本の番号のまま公開します。",
    mend_en="If the index is old run ocdsjp corporations update. The number is published as the source has it.",
)
_PREFECTURES = tuple(prefecture.name for prefecture in PREFECTURES)


def identify(tree: dict[str, Any], corporations: Corporations, on: date | None) -> list[Problem]:
    """Complete and confirm the parties of a release in place.

    Args:
        tree: The nested values of a release; at organisation paths lists of ``Party``.
        corporations: The index.
        on: Day of the event: names and corporations of that day count.

    Returns:
        What somebody should look into.
    """
    problems: list[Problem] = []
    for holder, name in _holders(tree):
        holder[name] = [_identified(party, corporations, on, problems) for party in holder[name]]
    return problems


def _holders(tree: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every object that names suppliers or tenderers, and under which name."""
    elements = [(tree.get("tender"), "tenderers")]
    elements += [(bid, "tenderers") for bid in (tree.get("bids") or {}).get("details", ())]
    elements += [(award, "suppliers") for award in tree.get("awards", ())]
    for element, name in elements:
        if element and element.get(name):
            yield element, name


def _identified(party: Party, corporations: Corporations, on: date | None, problems: list[Problem]) -> Party:
    if party.joint_venture:
        return party
    if party.number is not None:
        return _confirmed(party, party.number, corporations, problems)
    # A name without a legal form may be that of a shop or a person, who have no number.
    if not FORM.search(party.name):
        return party
    found = corporations.find(party.name, _prefecture(party.address), on)
    if found is None:
        return party
    return party._replace(number=found.number, legal_name=found.name, individual=False)


def _confirmed(party: Party, number: str, corporations: Corporations, problems: list[Problem]) -> Party:
    match corporations.confirm(number, party.name) if party.name else Confirmation.CONFIRMED:
        case Confirmation.UNKNOWN:
            problems.append(Problem(NUMBER_UNREGISTERED, Effect.REVIEW, None, number, {}))
            return party
        case Confirmation.OTHER_NAME:
            known = corporations.by_number(number)
            detail = {"registered": known.name if known else "", "name": party.name}
            problems.append(Problem(NUMBER_OF_ANOTHER, Effect.REVIEW, None, number, detail))
            return party
    known = corporations.by_number(number)
    return party if known is None else party._replace(legal_name=known.name)


def _prefecture(address: str | None) -> str:
    """The prefecture that an address begins with, "" if it names none: then the name must be the only one in Japan."""
    return next((name for name in _PREFECTURES if (address or "").startswith(name)), "")
