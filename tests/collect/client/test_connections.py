"""The pools give only connections that were dialled by our rules and are held."""

import pytest
from urllib3.connection import HTTPConnection

from ocdsjp.collect.client.connections import guarded_pools
from ocdsjp.collect.client.leash import Leash
from ocdsjp.errors import FetchError


def test_every_connection_of_a_pool_is_a_guarded_one():
    pools = guarded_pools(allow_private=False, ca_file=None)
    for scheme in ("http", "https"):
        connection = pools.connection_from_host("localhost", scheme=scheme)._new_conn()
        assert isinstance(connection, HTTPConnection)
        with pytest.raises(FetchError) as caught:
            connection.connect()
        assert caught.value.rule.id == "fetch-address-not-public"


@pytest.mark.parametrize("size", [(), (None,), (-1,), (-5,)])
def test_nothing_is_read_to_an_end_that_a_server_decides(web, size):
    pools = guarded_pools(allow_private=True, ca_file=None)
    response = pools.request("GET", web.put("/a", "abc"), preload_content=False)
    with pytest.raises(OSError, match="bytes"):
        response._original_response.fp.read(*size)
    response.close()
    pools.clear()


def test_a_kept_connection_is_used_again_and_put_on_the_leash_again(web):
    pools = guarded_pools(allow_private=True, ca_file=None)
    url = web.put("/a", "a")
    for _ in range(2):
        with Leash(60) as leash:
            response = pools.request("GET", url)
            assert response.data == b"a"
            assert len(leash._held) == 1
    assert pools.connection_from_url(url).num_connections == 1
    pools.clear()
