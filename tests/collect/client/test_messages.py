"""Requests and answers as values."""

from ocdsjp.collect.client.messages import Answer, Request


def test_a_redirect_takes_the_body_from_a_request_and_what_describes_it():
    headers = {"content-type": "text/plain", "Content-Language": "ja", "If-None-Match": '"a"'}
    got = Request(frozenset({"city.example.jp"}), 9, "POST", headers, b"body").as_get()
    assert got == Request(frozenset({"city.example.jp"}), 9, "GET", {"If-None-Match": '"a"'})


def test_an_answer_without_a_file_can_be_discarded_and_one_with_it_twice(tmp_path):
    Answer("http://city.example.jp/", 304, None).discard()
    path = tmp_path / "body"
    path.write_bytes(b"")
    for _ in range(2):
        Answer("http://city.example.jp/", 200, path).discard()
    assert not path.exists()
