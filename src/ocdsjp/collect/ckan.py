"""CKAN catalogues (BODIK ODCS, 東京都 and others): the resources of datasets, with what the catalogue says of them.

Asking goes through ``ckanapi`` and the client's session, so under all rules of the web. The location of a resource is
its URL: that is what people can open. Links to other hosts are followed only if the mapping names them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

import requests
from ckanapi import RemoteCKAN
from ckanapi.errors import CKANAPIError, ServerIncompatibleError

from ocdsjp.collect.asking import Asking, handed
from ocdsjp.collect.client import Client
from ocdsjp.collect.client.sessions import GuardedSession
from ocdsjp.collect.options import CkanOptions
from ocdsjp.collect.sighting import Known, Sighted
from ocdsjp.errors import FetchError
from ocdsjp.findings import Rule
from ocdsjp.japan.text import match_key

CATALOGUE_ERROR = Rule(
    id="ckan-error",
    ja="データカタログ {url} がエラーを返しました（{value}）。",
    en="The catalogue {url} answered with an error ({value}).",
    mend_ja="マッピングの collect の url とデータセット名などを確かめてください。前回までのファイルは使い続けます。",
    mend_en="Check url and names of datasets under collect of the mapping. Files of earlier runs stay in use.",
)
NO_RESOURCE = Rule(
    id="ckan-no-resource",
    ja="データカタログ {url} に、条件に合うリソースがありません（データセット {value} 件）。",
    en="The catalogue {url} has no resource that fits ({value} datasets).",
    mend_ja="マッピングの collect の formats と resources、データセットの指定を確かめてください。",
    mend_en="Check formats, resources and the choice of datasets under collect of the mapping.",
)

_PAGE = 50
_ANSWER_BYTES = 10_000_000  # parsed, a hostile answer takes twenty times that
_MOST = 100_000
_LONGEST = 1_000
# What a catalogue that does not speak as CKAN does leads to; infinity as a number overflows.
_ODD = (
    CKANAPIError,
    ServerIncompatibleError,
    requests.RequestException,
    KeyError,
    TypeError,
    ValueError,
    OverflowError,
    RecursionError,
)
_SPECIAL = '\\"'
# Where CKAN says what of a dataset, and of a resource; the names are those of the metadata that is kept.
_OF_DATASET = {
    "licence": "license_id",
    "licence_title": "license_title",
    "licence_url": "license_url",
    "dataset": "name",
    "title": "title",
    "dataset_modified": "metadata_modified",
}
_OF_RESOURCE = {
    "resource": "id",
    "resource_name": "name",
    "format": "format",
    "created": "created",
    "modified": "last_modified",
}


@dataclass(frozen=True)
class Ckan:
    """The connector."""

    options: CkanOptions

    @property
    def hosts(self) -> frozenset[str]:
        """See ``Connector.hosts``."""
        return self.options.allowed(self.options.url)

    @property
    def lists_everything(self) -> bool:
        """Yes: a resource that the catalogue no longer lists has gone."""
        return True

    @property
    def max_requests(self) -> int | None:
        """See ``Connector.max_requests``."""
        return self.options.max_requests

    def look(self, client: Client, known: Mapping[str, Known], at: datetime) -> Iterator[Sighted]:
        """See ``Connector.look``. Metadata: licence, titles and dates of dataset and resource."""
        del at
        resources = self._listed(client)
        asking = Asking(client, self.hosts, self.options, known)
        for location, metadata in resources.items():
            yield from handed(asking.sight(location, metadata))

    def _listed(self, client: Client) -> Mapping[str, Mapping[str, str]]:
        """The address of each resource that fits, and what is said of it; the rest of a dataset is not kept."""
        found: dict[str, Mapping[str, str]] = {}
        datasets = 0
        session = GuardedSession(client, self.hosts, _ANSWER_BYTES)
        with RemoteCKAN(self.options.url, session=session, get_only=True) as catalogue:
            try:
                for dataset in self._datasets(catalogue):
                    datasets += 1
                    found.update(self._resources(dataset))
                    if max(datasets, len(found)) > _MOST:
                        raise ValueError(f"> {_MOST}")
            except _ODD as error:
                raise FetchError(CATALOGUE_ERROR, _said(error), url=self.options.url) from error
        if not found:
            raise FetchError(NO_RESOURCE, datasets, url=self.options.url)
        return found

    def _datasets(self, catalogue: RemoteCKAN) -> Iterator[Mapping[str, Any]]:
        """Every dataset that is meant; one that is meant in two ways comes twice."""
        yield from _maps([catalogue.action.package_show(id=name) for name in self.options.datasets])
        for query in self._queries():
            yield from _search(catalogue, query)

    def _queries(self) -> Iterator[Mapping[str, str]]:
        """One search for each way of naming datasets: they add up."""
        yield from ({"fq": f"organization:{_quoted(name)}"} for name in self.options.organizations)
        yield from ({"fq": f"tags:{_quoted(name)}"} for name in self.options.tags)
        if self.options.search is not None:
            yield {"q": self.options.search}

    def _resources(self, dataset: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str]]]:
        formats = {match_key(name).removeprefix(".") for name in self.options.formats}
        patterns = [match_key(pattern) for pattern in self.options.resources]
        for resource in _maps(dataset.get("resources")):
            name = match_key(_text(resource, "name"))
            wanted = match_key(_text(resource, "format")).removeprefix(".") in formats
            url = resource.get("url")
            location = url.strip() if isinstance(url, str) else ""
            if location and wanted and (not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)):
                yield location, _metadata(dataset, resource)


def _search(catalogue: RemoteCKAN, query: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """All pages of a search. Sorted by what never changes, so that no dataset slips between two pages."""
    start = 0
    while True:
        page = catalogue.action.package_search(**query, sort="id asc", rows=_PAGE, start=start)
        datasets = _maps(page["results"])
        yield from datasets
        start += len(datasets)
        if not datasets or start >= int(page["count"]):
            return


def _metadata(dataset: Mapping[str, Any], resource: Mapping[str, Any]) -> Mapping[str, str]:
    said = {name: _text(dataset, key) for name, key in _OF_DATASET.items()}
    said |= {name: _text(resource, key) for name, key in _OF_RESOURCE.items()}
    said["organization"] = next((_text(it, "title") for it in _maps([dataset.get("organization")])), "")
    return {name: text for name, text in said.items() if text}


def _maps(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; a catalogue may send anything."""
    return [it for it in value if isinstance(it, dict)] if isinstance(value, list) else []


def _text(value: Mapping[str, Any], key: str) -> str:
    """A text of reasonable length that can be written down anywhere; "" for anything else."""
    found = value.get(key)
    return found.strip()[:_LONGEST].encode("utf-8", "replace").decode() if isinstance(found, str) else ""


def _quoted(name: str) -> str:
    """A phrase of Solr's query syntax that means these characters and nothing else."""
    return '"' + "".join(f"\\{sign}" if sign in _SPECIAL else sign for sign in name) + '"'


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
