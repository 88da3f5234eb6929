"""From what the columns are to the ``releases`` of a mapping file. Only columns that are sure enough act."""

from collections.abc import Mapping
from typing import Any

from ocdsjp.mapping.suggest.declare import Plain, Table, amount, declared
from ocdsjp.mapping.suggest.elements import award, bids, notice, parties, sections
from ocdsjp.mapping.suggest.model import ColumnGuess
from ocdsjp.mapping.suggest.revise import ADDRESS, SUPPLIER, SUPPLIER_NUMBER, TENDERER, TENDERER_NUMBER

_PHASES = (("contracts/", "contract"), ("awards/", "award"), ("bids/", "award"), ("tender/", "tender"))
_TAGS = (("planning/", "planning"), ("tender/", "tender"), ("awards/", "award"), ("contracts/", "contract"))
_DATES: Mapping[str, tuple[str, ...]] = {
    "contract": ("contracts/0/dateSigned", "awards/0/date", "tender/awardPeriod/startDate", "date"),
    "award": ("awards/0/date", "tender/awardPeriod/startDate", "date"),
    "tender": ("date", "tender/tenderPeriod/startDate", "tender/awardPeriod/startDate"),
}
_ELSEWHERE = frozenset(
    {SUPPLIER, SUPPLIER_NUMBER, TENDERER, TENDERER_NUMBER, ADDRESS, "buyer/name", "buyer/id", "date"}
)
_AMENDMENT = "contracts/0/amendments/"
_PERIODS = ("tender/contractPeriod", "contracts/0/period")


def releases(table: Table) -> list[Plain]:
    """The ``releases`` of a mapping."""
    if is_forecast(table):
        return [_forecast(table)]
    if any((column.field or "").startswith(_AMENDMENT) for column in table.plain()):
        return [_amendment(table)]
    fields = _fields(table)
    if table.shape == "phases":
        return _phases(table, fields)
    return [_release(table, fields, sections(table, fields))] if fields else []


def is_forecast(table: Table) -> bool:
    """Whether a table says what is to be ordered: the time of tendering is a season, and nothing has happened yet."""
    when = table.get("tender/tenderPeriod")
    done = ("awards/", "contracts/0/dateSigned", "contracts/0/value", "bids/")
    return when is not None and not any((column.field or "").startswith(done) for column in table.plain())


def _release(table: Table, fields: Plain, made: Plain) -> Plain:
    phase = next(name for prefix, name in _PHASES if any(path.startswith(prefix) for path in fields))
    tags = [tag for prefix, tag in _TAGS if any(path.startswith(prefix) for path in fields)]
    if "tender" not in tags and phase == "award" and "award" not in tags:
        tags.insert(0, "tender")  # bids speak of the tender
    release: Plain = {"phase": phase, "tag": tags}
    date = next((column for field in _DATES[phase] if (column := table.get(field)) is not None), None)
    if date is not None:
        release["date"] = date.name
    release["fields"] = fields
    if made:
        release["sections"] = made
    return release


def _fields(table: Table) -> Plain:
    """All fields but those of the publisher."""
    fields: Plain = {}
    for column in table.plain():
        if column.field is not None and column.field not in _ELSEWHERE:
            fields.update(declared(table, column))
    key = set(table.key.columns)
    fields = {path: value for path, value in fields.items() if not (path == "tender/id" and _column(value) in key)}
    fields.update(notice(table))
    fields.update(parties(table))
    fields.update(bids(table))
    if any(path.startswith("awards/") for path in fields):
        fields.update(award(table, fields))
    one = table.element
    if any(path.startswith(f"contracts/{one}/") for path in fields):
        fields[f"contracts/{one}/status"] = {"constant": "active"}
    return dict(sorted(fields.items(), key=lambda item: _order(item[0])))


def _order(path: str) -> tuple[int, str]:
    first = ("planning", "tender", "bids", "awards", "contracts")
    head = path.partition("/")[0]
    return first.index(head) if head in first else len(first), "" if path.endswith("/title") else path


def _column(value: Any) -> str | None:
    return value if isinstance(value, str) else value.get("column")


def _phases(table: Table, fields: Plain) -> list[Plain]:
    """A release before the contract and one with it, where a row carries both."""
    before = {path: value for path, value in fields.items() if path.startswith(("tender/", "planning/"))}
    after = {path: value for path, value in fields.items() if path not in before}
    title = {path: value for path, value in before.items() if path == "tender/title"}
    signed = table.get("contracts/0/dateSigned")
    first = _release(table, before, {})
    first.pop("date", None)
    second = _release(table, {**title, "tender/status": {"constant": "complete"}, **after}, sections(table, fields))
    second["tag"] = [tag for tag in second["tag"] if tag != "tender"]
    if signed is not None:
        second["when"] = {"column": signed.name, "blank": False}
    return [first, second]


def _amendment(table: Table) -> Plain:
    """A table of changes: each is an event of its contract."""
    fields = {
        path.replace("contracts/*/", "contracts/0/"): value
        for path, value in _fields(table).items()
        if not path.startswith("awards/")
    }
    fields = {path.replace("tender/title", "contracts/0/title"): value for path, value in fields.items()}
    fields = {path: value for path, value in fields.items() if path.startswith("contracts/")}
    number, day = table.get(_AMENDMENT + "0/id"), table.get(_AMENDMENT + "0/date")
    event = [column.name for column in (number, day) if column is not None]
    release: Plain = {"phase": "contract", "tag": ["contractAmendment"]}
    if event:
        release["event"] = event
    if day is not None:
        release["date"] = day.name
    return {**release, "fields": fields}


def _forecast(table: Table) -> Plain:
    """What a body means to order is a planning process: its title, the time of tendering and the time of the work."""
    season, title = table.get("tender/tenderPeriod"), table.get("tender/title")
    fields: Plain = {}
    if title is not None:
        fields["planning/rationale"] = {"column": title.name, "required": True}
    if season is not None:
        fields["planning/milestones/0/type"] = {"constant": "preProcurement"}
        fields["planning/milestones/0/title"] = {"template": f"{_last(season)}：{{{season.name}}}"}
        fields["planning/milestones/0/dueDate"] = {"column": season.name, "read": "span"}
    period = next(
        (
            column
            for column in table.plain()
            if (column.field or "").startswith(("tender/contractPeriod", "contracts/0/period"))
        ),
        None,
    )
    if period is not None:
        fields["planning/milestones/1/type"] = {"constant": "delivery"}
        fields["planning/milestones/1/title"] = {"template": f"{_last(period)}：{{{period.name}}}"}
        fields["planning/milestones/1/dueDate"] = {"column": period.name, "read": "span"}
    budget = table.get("planning/budget/amount/amount") or table.get("tender/value/amount")
    if budget is not None:
        fields.update(amount(table, budget, "planning/budget/amount/amount"))
    told = [title, season, period, budget, table.get("tender/id"), table.get("buyer/name"), table.get("date")]
    rest = [column for column in table.plain() if column not in told]
    for place, column in enumerate(rest):
        fields[f"planning/documents/{place}/description"] = {"template": f"{_last(column)}：{{{column.name}}}"}
    date = table.get("date")
    release: Plain = {"phase": "planning", "process": "planning", "tag": ["planning"]}
    return {**release, **({"date": date.name} if date is not None else {}), "fields": fields}


def _last(column: ColumnGuess) -> str:
    return column.name.split("／")[-1]
