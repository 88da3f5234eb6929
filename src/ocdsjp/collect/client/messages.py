"""What is asked and what comes back, as values. No I/O here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, whatever the address.

    Attributes:
        hosts: The hosts that may be asked, in lower case.
        limit: Bytes of the body.
        method: GET or POST.
        headers: Beside those that the client gives.
        body: For POST.
        keep_errors: Whether the body of an error is wanted, too.
        cut: Whether of a body that is larger than ``limit`` the beginning is enough; else it is an error.
    """

    hosts: frozenset[str]
    limit: int
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    keep_errors: bool = False
    cut: bool = False

    def as_get(self) -> "Request":
        """What a redirect makes of it: without the body and what describes that."""
        kept = {name: value for name, value in self.headers.items() if not name.lower().startswith("content-")}
        return replace(self, method="GET", headers=kept, body=None)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said; the body went where the caller wanted it.

    Attributes:
        url: What was asked.
        status: HTTP status.
        headers: As they came, whatever their case.
    """

    url: str
    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer.

    Attributes:
        url: Where it came from, after redirects.
        status: 200 or 304; everything else is raised.
        path: A temporary file with the body, decompressed; None for 304. It lasts until ``discard`` or until the
            client is closed.
        etag: By which the server tells this content apart, for the next conditional request.
        last_modified: The same.
    """

    url: str
    status: int
    path: Path | None
    etag: str | None = None
    last_modified: str | None = None

    def discard(self) -> None:
        """Remove the file."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)
