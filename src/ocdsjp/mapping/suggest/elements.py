"""What several columns make together: parties, bids, awards, blocks, and which rows are elements of an array."""

import re

from ocdsjp.mapping.suggest.declare import Plain, Table
from ocdsjp.mapping.suggest.model import BlockGuess, ColumnGuess
from ocdsjp.mapping.suggest.revise import ADDRESS, SUPPLIER, SUPPLIER_NUMBER, TENDERER, TENDERER_NUMBER
from ocdsjp.mapping.suggest.winners import marking

_SUPPLIER_SIDE = re.compile("契約|落札|受注|相手|請負|受託")
_NOTICE = re.compile("公告|公示|告示")
_HALF = 0.5


def blocks(table: Table) -> Plain:
    """The ``blocks`` of a mapping: a numbered series where the headers allow it."""
    return {block.name: _series(block) for block in table.blocks}


def _series(block: BlockGuess) -> list[Plain]:
    numbers = [number for number, _ in block.items]
    first = block.items[0][1]
    templates = {alias: name.replace(str(numbers[0]), "{n}", 1) for alias, name in first.items()}
    regular = block.name == "bidders" and all(
        {alias: text.replace("{n}", str(number)) for alias, text in templates.items()} == dict(columns)
        for number, columns in block.items
    )
    if regular:
        return [{"first": numbers[0], "last": numbers[-1], "columns": templates}]
    return [{"constants": {"round": number}, "columns": dict(columns)} for number, columns in block.items]


def notice(table: Table) -> Plain:
    """The day of the notice opens the time for tendering, where no column says so itself."""
    date = table.get("date")
    if date is None or not _NOTICE.search(date.name) or table.get("tender/tenderPeriod/startDate"):
        return {}
    if table.get("tender/tenderPeriod") is not None:
        return {}
    return {"tender/tenderPeriod/startDate": {"column": date.name, "read": "date"}}


def _party(table: Table, name: ColumnGuess | None, number: ColumnGuess | None) -> Plain:
    """The parts of a party; name and address may stand in one cell, one under the other."""
    party: Plain = {}
    if name is not None:
        both = table.evidence[name.letter].share("address") >= _HALF and re.search("住所|所在地", name.name)
        party["name"] = {"column": name.name, "part": "name"} if both else name.name
        if both:
            party["address"] = {"column": name.name, "part": "address"}
    if number is not None:
        party["number"] = number.name
    return {"organization": party} if party else {}


def parties(table: Table) -> Plain:
    """Suppliers and bidders; of bidders' rows the one that won is the supplier."""
    supplier = _party(table, table.get(SUPPLIER), table.get(SUPPLIER_NUMBER))
    tenderer = _party(table, table.get(TENDERER), table.get(TENDERER_NUMBER))
    address = table.get(ADDRESS)
    if address is not None:
        owner = tenderer if tenderer and not (supplier and _SUPPLIER_SIDE.search(address.name)) else supplier
        if owner:
            owner["organization"].setdefault("address", address.name)
    found: Plain = {}
    if supplier:
        found[f"awards/{table.element}/suppliers"] = supplier
    if tenderer:
        found["bids/details/*/tenderers"] = tenderer
    won = marking(table.columns, table.evidence)
    if won is not None and tenderer and not supplier and table.shape == "bidder":
        found["awards/*/suppliers"] = {"organization": dict(tenderer["organization"])}
    return found


def bids(table: Table) -> Plain:
    """The bids of blocks, and the state of bids by their amount: an amount is a bid, 辞退 is none."""
    found: Plain = {}
    for block in table.blocks:
        aliases = {alias for _, columns in block.items for alias in columns}
        found["bids/details/*/status"] = {"column": "$amount", "read": "status", "otherwise": "valid"}
        found["bids/details/*/value"] = {"column": "$amount", "read": "yen", **_tax_of_block(table, block)}
        if "name" in aliases:
            number = {"number": "$number"} if "number" in aliases else {}
            found["bids/details/*/tenderers"] = {"organization": {"name": "$name", **number}}
        if "result" in aliases:
            found["bids/details/*/statusDetails"] = "$result"
        if block.name == "rounds":
            found["bids/details/*/round"] = {"constant": "$round"}
    amount = table.get("bids/details/0/value/amount")
    if not table.blocks and amount is not None and table.get("bids/details/0/status") is None:
        found["bids/details/*/status"] = {"column": amount.name, "read": "status", "otherwise": "valid"}
    return found


def _tax_of_block(table: Table, block: BlockGuess) -> Plain:
    names = {columns["amount"] for _, columns in block.items if "amount" in columns}
    taxes = {column.tax for column in table.columns if column.name in names}
    [*only] = taxes
    return {"tax": only[0]} if len(only) == 1 and only[0] is not None else {}


def award(table: Table, fields: Plain) -> Plain:
    """What an award has beside its columns: it is active; its day is that of the opening if there is no other."""
    one = table.element
    found: Plain = {f"awards/{one}/status": {"constant": "active"}}
    opening = table.get("tender/awardPeriod/startDate")
    if f"awards/{one}/date" not in fields and opening is not None and f"awards/{one}/suppliers" in fields:
        moment = table.evidence[opening.letter].share("moment")
        found[f"awards/{one}/date"] = {"column": opening.name, "read": "datetime" if moment else "date"}
    winner = table.get(SUPPLIER)
    if "tender/status" not in fields and winner is not None and table.evidence[winner.letter].words:
        found["tender/status"] = {"column": winner.name, "read": "status", "otherwise": "complete"}
    return found


def sections(table: Table, fields: Plain) -> Plain:
    """Which rows and blocks are elements: of blocks those with a name, of bidders' rows the one that won."""
    found: Plain = {}
    for block in table.blocks:
        named = any("name" in columns for _, columns in block.items)
        found["bids/details"] = {
            "per": block.name,
            "when": {"column": "$name" if named else "$amount", "blank": False},
        }
    won = marking(table.columns, table.evidence)
    if table.shape == "bidder" and won is not None and table.element == "*":
        column, words = won
        when = {"column": column.name, "equals": list(words)}
        found.update(
            {
                part: {"when": when}
                for part in ("awards", "contracts")
                if any(path.startswith(f"{part}/*/") for path in fields)
            }
        )
    return found
