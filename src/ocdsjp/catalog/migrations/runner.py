"""Runs Alembic without an ini file, so that a wheel and a checkout work alike."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_FOLDER = Path(__file__).resolve().parent


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest form, inside the connection's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def is_known(version: str) -> bool:
    """Whether this installation has the step ``version``."""
    return version in {script.revision for script in scripts().walk_revisions()}


def scripts() -> ScriptDirectory:
    """The steps as Alembic sees them."""
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
