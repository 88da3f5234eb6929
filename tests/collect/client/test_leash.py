"""A leash ends what takes too long, whatever the thread waits for."""

import socket

import pytest

from ocdsjp.collect.client.leash import Leash, hold


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_a_thread_that_waits_for_bytes_wakes_up_when_the_time_is_up(pair):
    ours, _ = pair
    with Leash(0.05) as leash:
        hold(ours)
        assert ours.recv(1) == b""
    assert leash.expired


def test_what_ends_in_time_is_left_alone(pair):
    ours, theirs = pair
    with Leash(60) as leash:
        hold(ours)
        theirs.send(b"x")
        assert ours.recv(1) == b"x"
    assert not leash.expired
    theirs.send(b"y")
    assert ours.recv(1) == b"y"


def test_a_connection_that_comes_too_late_is_shut_at_once(pair):
    ours, _ = pair
    with Leash(60) as leash:
        leash.pull()
        hold(ours)
        assert ours.recv(1) == b""


def test_without_a_leash_nothing_is_held(pair):
    hold(pair[0])
    assert pair[0].fileno() > 0


def test_a_connection_that_the_other_side_closed_is_no_trouble(pair):
    ours, theirs = pair
    with Leash(60) as leash:
        hold(ours)
        ours.close()
        theirs.close()
        leash.pull()
