"""Column types that mean the same in SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Dialect, String
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

from ocdsjp.settings import JST

_SQLITE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_LENGTH = len("2025-04-01T00:00:00Z")


class Moment(TypeDecorator[datetime]):
    """A moment in whole seconds: aware datetimes go in, the same moments come out in +09:00.

    SQLite has no type for it, so it is text in UTC there, whose order is the order of time. What neither
    database could give back unchanged is refused with ``ValueError``: naive datetimes and parts of a second.
    """

    impl = String(_LENGTH)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """``timestamptz`` in PostgreSQL, text elsewhere."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(_LENGTH))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None or value.microsecond:
            raise ValueError(f"not an aware datetime in whole seconds: {value!r}")
        return value if dialect.name == "postgresql" else value.astimezone(UTC).strftime(_SQLITE_FORMAT)

    def process_result_value(
        self,
        value: datetime | str | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(JST)
