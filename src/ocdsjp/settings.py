"""Where a run reads and writes, and the one clock of the project.

Settings are resolved once, at the edge (command line, pipeline), and handed down as values: nothing below
asks the environment. What a municipality's data mean belongs in ``mappings/``, not here.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Self

from ocdsjp.engine import ENGINES
from ocdsjp.errors import UsageError
from ocdsjp.paths import shipped

JST = timezone(timedelta(hours=9), "JST")
"""Japan has one time zone and no daylight saving time, so a fixed offset says everything."""

_FASTEST = 1_000.0


def now(environment: Mapping[str, str] | None = None) -> datetime:
    """The present moment: aware, +09:00, whole seconds.

    ``SOURCE_DATE_EPOCH`` (seconds since 1970 UTC, https://reproducible-builds.org/specs/source-date-epoch/)
    replaces the clock, so that a run can be repeated byte for byte. Stages get the moment as an argument
    and never call this.

    Raises:
        UsageError: If SOURCE_DATE_EPOCH is set and is not a number of seconds that the calendar can hold.
    """
    fixed = _nonempty(os.environ if environment is None else environment, "SOURCE_DATE_EPOCH")
    if fixed is None:
        return datetime.now(JST).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(fixed), UTC).astimezone(JST)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"SOURCE_DATE_EPOCH is not a number of seconds since 1970: {fixed}") from error


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a run needs to know about its surroundings.

    Attributes:
        workspace: The folder that a run may write to.
        inbox: The folder against which folder sources resolve.
        mappings: The folder of mapping files and vocabulary.
        lake_url: Root of the lake: a local path or any fsspec URL, such as ``s3://bucket/ocdsjp``.
        catalog_url: SQLAlchemy URL of the catalogue.
        public: The folder that receives publications.
        engine: ``serial`` or ``processes``.
        workers: How many units are worked on at the same time, at least 1.
        contact: Whom publishers can contact, a mail address or a page: part of the user agent, without which no
            source on the web is asked.
        requests_per_second: How fast one host may be asked; robots.txt may ask for less.
        offline: Leave sources on the web alone, as on a closed network.
        ca_file: Certificates (PEM) to trust beside the usual ones, for servers that send an incomplete chain.
        allow_private_addresses: For tests with a server of one's own: private addresses and any port may be asked.
    """

    workspace: Path
    inbox: Path
    mappings: Path
    lake_url: str
    catalog_url: str
    public: Path
    engine: str
    workers: int
    contact: str | None = None
    requests_per_second: float = 1.0
    offline: bool = False
    ca_file: Path | None = None
    allow_private_addresses: bool = False

    @classmethod
    def resolve(
        cls,
        *,
        workspace: Path | str | None = None,
        inbox: Path | str | None = None,
        mappings: Path | str | None = None,
        lake_url: str | None = None,
        catalog_url: str | None = None,
        public: Path | str | None = None,
        engine: str | None = None,
        workers: int | None = None,
        contact: str | None = None,
        requests_per_second: float | None = None,
        offline: bool | None = None,
        ca_file: Path | str | None = None,
        allow_private_addresses: bool | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Self:
        """Fill what is not given: first from ``OCDSJP_<NAME>`` in the environment, then from the defaults.

        Local paths come out absolute, so that a worker process with another current directory finds the
        same files.

        Args:
            workspace: Default ``data`` in the current directory.
            inbox: Default ``<workspace>/inbox``.
            mappings: Default ``mappings`` in the current directory, else those that ship with ocdsjp.
            lake_url: Default ``<workspace>/lake``.
            catalog_url: Default SQLite in ``<workspace>/catalog.db``.
            public: Default ``<workspace>/public``.
            engine: Default ``processes``.
            workers: Default: the processors that this process may use.
            contact: Default: nobody.
            requests_per_second: Default 1.
            offline: Default no; in the environment ``1`` means yes and ``0`` no.
            ca_file: Default: none.
            allow_private_addresses: Default no; in the environment as with ``offline``.
            environment: Default ``os.environ``.

        Raises:
            UsageError: If the engine is unknown or a number makes no sense.
        """
        variables = os.environ if environment is None else environment

        def given(name: str, argument: Path | str | None) -> str | None:
            return _nonempty(variables, f"OCDSJP_{name}") if argument is None else str(argument)

        root = _absolute(given("WORKSPACE", workspace) or "data")
        return cls(
            workspace=root,
            inbox=_absolute(given("INBOX", inbox) or root / "inbox"),
            mappings=_absolute(given("MAPPINGS", mappings) or _default_mappings()),
            lake_url=given("LAKE_URL", lake_url) or str(root / "lake"),
            catalog_url=given("CATALOG_URL", catalog_url) or sqlite_url(root / "catalog.db"),
            public=_absolute(given("PUBLIC", public) or root / "public"),
            engine=_known_engine(given("ENGINE", engine) or "processes"),
            workers=_workers(_nonempty(variables, "OCDSJP_WORKERS") if workers is None else workers),
            contact=_contact(given("CONTACT", contact)),
            requests_per_second=_pace(
                _nonempty(variables, "OCDSJP_REQUESTS_PER_SECOND")
                if requests_per_second is None
                else requests_per_second
            ),
            offline=_switch(variables, "OFFLINE") if offline is None else offline,
            ca_file=None if (file := given("CA_FILE", ca_file)) is None else _absolute(file),
            allow_private_addresses=(
                _switch(variables, "ALLOW_PRIVATE_ADDRESSES")
                if allow_private_addresses is None
                else allow_private_addresses
            ),
        )


def sqlite_url(path: Path) -> str:
    """The SQLAlchemy URL of an SQLite file; marks that mean something in a URL are escaped."""
    escaped = path.as_posix().replace("%", "%25").replace("?", "%3F").replace("#", "%23")
    return f"sqlite:///{escaped}"


def _nonempty(variables: Mapping[str, str], name: str) -> str | None:
    """An empty variable counts as unset: that is how shells and container files switch one off."""
    return variables.get(name) or None


def _absolute(path: Path | str) -> Path:
    return Path(path).expanduser().absolute()


def _default_mappings() -> Path:
    own = Path("mappings")
    return own if own.is_dir() else shipped("mappings")


def _known_engine(name: str) -> str:
    if name not in ENGINES:
        raise UsageError(f"unknown engine {name}: choose one of {', '.join(ENGINES)}")
    return name


def _workers(value: int | str | None) -> int:
    if value is None:
        return _usable_processors()
    try:
        workers = int(value)
    except ValueError as error:
        raise UsageError(f"the number of workers is not a whole number: {value}") from error
    if workers < 1:
        raise UsageError(f"the number of workers must be at least 1, not {workers}")
    return workers


def _contact(text: str | None) -> str | None:
    if text is not None and not (text.isascii() and text.isprintable()):
        raise UsageError(f"the contact goes into a header of HTTP, so it must be plain ASCII: {text}")
    return text


def _pace(value: float | str | None) -> float:
    if value is None:
        return 1.0
    try:
        pace = float(value)
    except ValueError as error:
        raise UsageError(f"the number of requests per second is not a number: {value}") from error
    if not 0 < pace <= _FASTEST:
        raise UsageError(f"the number of requests per second must be above 0 and at most {_FASTEST:g}, not {value}")
    return pace


def _switch(variables: Mapping[str, str], name: str) -> bool:
    text = _nonempty(variables, f"OCDSJP_{name}") or "0"
    if text not in {"0", "1"}:
        raise UsageError(f"OCDSJP_{name} is either 0 or 1, not {text}")
    return text == "1"


def _usable_processors() -> int:
    """Containers often allow fewer processors than the machine has; ``os.cpu_count`` does not see that."""
    if hasattr(os, "sched_getaffinity"):  # absent on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
