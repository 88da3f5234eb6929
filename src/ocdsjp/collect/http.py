"""The http connector: files at addresses that are known, or that follow a pattern over days, months or fiscal years."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from ocdsjp.collect.asking import Asking, handed
from ocdsjp.collect.client import Client
from ocdsjp.collect.client.rules import NOT_FOUND, NOTHING_THERE
from ocdsjp.collect.options import HttpOptions
from ocdsjp.collect.sighting import Known, Sighted
from ocdsjp.collect.templates import Range, expand
from ocdsjp.errors import FetchError


@dataclass(frozen=True, slots=True)
class Address:
    """One thing to ask for.

    Attributes:
        location: What the catalogue calls it: the URL, and behind ``#`` the form that is sent to it.
        url: The URL.
        data: The form, encoded, or None for a GET.
    """

    location: str
    url: str
    data: bytes | None = None


@dataclass(frozen=True)
class Http:
    """See ``sighting.Connector``."""

    options: HttpOptions

    @property
    def hosts(self) -> frozenset[str]:
        """Those of the declared URLs, and those that are named beside them."""
        return self.options.allowed(*self.options.url)

    @property
    def lists_everything(self) -> bool:
        """No: a day that left the range, or an address that is declared no longer, is not gone from the server."""
        return False

    @property
    def max_requests(self) -> int | None:
        """As the mapping says."""
        return self.options.max_requests

    def look(self, client: Client, known: Mapping[str, Known], at: datetime) -> Iterator[Sighted]:
        """Every address of the moment ``at``.

        Raises:
            FetchError: If missing files are skipped and there is none at all.
        """
        asking = Asking(client, self.hosts, self.options, known)
        found = False
        for address in addresses(self.options, at):
            sighted = asking.sight(address.location, url=address.url, data=address.data)
            if self._may_be_missing(sighted):
                continue
            found = True
            yield from handed(sighted)
        if not found:
            raise FetchError(NOTHING_THERE, self.options.url[0])

    def _may_be_missing(self, sighted: Sighted) -> bool:
        missing = sighted.error is not None and sighted.error.rule.id == NOT_FOUND.id
        return missing and self.options.missing == "skip"


def addresses(options: HttpOptions, at: datetime) -> Iterator[Address]:
    """The addresses that a mapping stands for at a moment, each once, in order."""
    years = options.fiscal_years
    first, last = (None, None) if years is None else (years.first, years.last)
    over = Range(options.days, options.months, first, last)
    seen: set[str] = set()
    for template in options.url:
        for url, *values in expand([template, *(options.form or {}).values()], over, at):
            address = _address(url, options, values)
            if address.location not in seen:
                seen.add(address.location)
                yield address


def _address(url: str, options: HttpOptions, values: list[str]) -> Address:
    if options.form is None:
        return Address(url, url)
    form = urlencode(dict(zip(options.form, values, strict=True)), encoding=options.form_encoding)
    return Address(f"{url}#{form}", url, form.encode("ascii"))
