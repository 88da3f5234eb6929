from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, create_engine, insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from ocdsjp.catalog.types import Moment
from ocdsjp.settings import JST

DIALECT = sqlite.dialect()
BOUNDS = [datetime(year, 1, 1, tzinfo=UTC) for year in (1868, 2200)]
MOMENTS = st.integers(*(int(bound.timestamp()) for bound in BOUNDS)).map(
    lambda seconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(MOMENTS)
def test_sqlite_gives_moments_back_in_japan_time(moment):
    stored = Moment().process_bind_param(moment, DIALECT)
    found = Moment().process_result_value(stored, DIALECT)
    assert found == moment
    assert found.utcoffset() == timedelta(hours=9)


@given(MOMENTS, MOMENTS)
def test_the_order_of_the_text_is_the_order_of_time(one, other):
    stored = [Moment().process_bind_param(moment, DIALECT) for moment in (one, other)]
    assert (stored[0] < stored[1]) == (one < other)


def test_each_database_gives_moments_back(catalog_url):
    engine = create_engine(catalog_url.replace("/deep", ""))
    table = Table("moments", MetaData(), Column("at", Moment))
    written = [datetime(2025, 4, 1, tzinfo=JST), datetime(2025, 4, 1, 9, tzinfo=timezone(timedelta(hours=-5)))]
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table), [{"at": moment} for moment in [*written, None]])
        found = list(connection.scalars(select(table.c.at)))
    engine.dispose()
    assert found == [*written, None]
    assert {moment.utcoffset() for moment in found if moment} == {timedelta(hours=9)}


NAIVE = datetime(2025, 4, 1, tzinfo=JST).replace(tzinfo=None)
PRECISE = datetime(2025, 4, 1, 0, 0, 0, 5, tzinfo=JST)


@pytest.mark.parametrize("moment", [NAIVE, PRECISE])
def test_what_could_not_be_given_back_is_refused(catalog_url, moment):
    engine = create_engine(catalog_url.replace("/deep", ""))
    table = Table("moments", MetaData(), Column("at", Moment))
    with engine.begin() as connection:
        table.create(connection)
        with pytest.raises(StatementError, match="not an aware datetime in whole seconds"):
            connection.execute(insert(table), {"at": moment})
    engine.dispose()
