"""An empty catalogue on each database: SQLite always, PostgreSQL where its programs are installed."""

import os
import pwd
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from ocdsjp.catalog import open_catalog

_SERVER_USER = "postgres"
_numbers = count()


def _server_programs() -> Path | None:
    on_path = shutil.which("initdb")
    candidates = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), *([Path(on_path)] if on_path else [])]
    return max(candidates).parent if candidates else None


def _run_as_server(*command: object) -> None:
    """PostgreSQL refuses to run as root; root hands it to the user that the Debian package creates."""
    prefix = ["runuser", "-u", _SERVER_USER, "--"] if os.geteuid() == 0 else []
    # Pipes would stay open as long as the server runs, and so would this call.
    subprocess.run([*prefix, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")


@pytest.fixture(scope="session")
def postgresql_server():
    """A PostgreSQL server of its own on a socket in a temporary folder; the URL of its maintenance database."""
    programs = _server_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    if os.geteuid() == 0:
        try:
            pwd.getpwnam(_SERVER_USER)
        except KeyError:
            pytest.skip("running as root without the user postgres that could run the server")
    # A socket's path may have 107 bytes at most, and pytest's own folders are closed to other users.
    with tempfile.TemporaryDirectory(prefix="ocdsjp-pg-", ignore_cleanup_errors=True) as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, _SERVER_USER)
        data = Path(folder) / "data"
        _run_as_server(
            programs / "initdb", "-D", data, "-U", _SERVER_USER, "-A", "trust", "-E", "UTF8", "--no-locale", "-N"
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        _run_as_server(programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", data / "log", "start")
        try:
            yield f"postgresql+psycopg://{_SERVER_USER}@/postgres?host={folder}"
        finally:
            _run_as_server(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


@pytest.fixture
def postgresql_url(postgresql_server):
    """A new database."""
    name = f"test_{next(_numbers)}"
    maintenance = create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with maintenance.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield postgresql_server.replace("/postgres?", f"/{name}?")
    with maintenance.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    maintenance.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def catalog_url(request, tmp_path):
    """The URL of an empty database of each kind."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql_url")
    return f"sqlite:///{tmp_path}/deep/catalog.db"


@pytest.fixture
def catalog(catalog_url):
    """An open, empty catalogue of each kind."""
    engine = open_catalog(catalog_url)
    yield engine
    engine.dispose()
