"""The client with the face of ``requests``, for libraries that take a session; every rule of ``web`` holds."""

import http
import io
from typing import Any

import requests

from ocdsjp.collect.client.client import Client
from ocdsjp.collect.client.messages import Request

_KEPT = frozenset({"accept", "content-type"})
"""Headers that a library may set. Cookies and credentials are not sent."""


class GuardedSession(requests.Session):
    """A session whose requests go through a ``Client``.

    Redirects are followed and repetitions made there. Answers come whole, errors of 4xx with their body; all other
    trouble is raised as ``FetchError``. Options about timeouts, proxies, certificates and streaming are not needed.

    Args:
        client: Whose rules, pace and allowance hold.
        hosts: The hosts that may be asked.
        limit_bytes: Of a body.
    """

    def __init__(self, client: Client, hosts: frozenset[str], limit_bytes: int) -> None:
        super().__init__()
        self.trust_env = False
        self._client = client
        self._allowed = hosts
        self._limit = limit_bytes

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        """See ``requests.Session.send``."""
        body = request.body
        if not isinstance(body, bytes | str | None):
            raise TypeError("only text and bytes can be sent")
        into = io.BytesIO()
        reply = self._client.ask(
            request.url or "",
            Request(
                hosts=self._allowed,
                limit=self._limit,
                method=request.method or "GET",
                headers={name: str(value) for name, value in request.headers.items() if name.lower() in _KEPT},
                body=body.encode() if isinstance(body, str) else body,
                keep_errors=True,
            ),
            into,
        )
        into.seek(0)
        response = requests.Response()
        response.status_code = reply.status
        response.reason = http.HTTPStatus(reply.status).phrase if reply.status in set(http.HTTPStatus) else ""
        # The body is decompressed by now.
        response.headers.update({name: it for name, it in reply.headers.items() if name.lower() != "content-encoding"})
        response.encoding = "utf-8"  # as JSON is; left to guess, requests tries every encoding on the whole body
        response.url = reply.url
        response.request = request
        response.raw = into
        return response
