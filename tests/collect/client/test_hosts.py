"""Turns at a host: one at a time, not too fast, and none once it is down."""

import threading
import time

import pytest

from ocdsjp.collect.client.hosts import FAILURES, Hosts
from ocdsjp.errors import FetchError

URL = "http://city.example.jp/"


def moments(hosts, *names):
    """When each turn began."""
    found = []
    for name in names:
        with hosts.turn(name, URL):
            found.append(time.monotonic())
    return found


def rule(hosts, name="a"):
    with pytest.raises(FetchError) as caught, hosts.turn(name, URL):
        pass
    return caught.value.rule.id


def test_turns_at_a_host_keep_their_distance_and_those_at_others_do_not_wait():
    hosts = Hosts(0.1, threading.Event())
    first, other, second = moments(hosts, "a", "b", "a")
    assert second - first >= 0.099
    assert other - first < 10


def test_a_host_can_be_left_alone_for_a_while_and_slowed_down_for_good():
    hosts = Hosts(0.0, threading.Event())
    [first] = moments(hosts, "a")
    hosts.postpone("a", 0.1)
    [second] = moments(hosts, "a")
    assert second - first >= 0.099
    hosts.slow_down("a", 0.1)
    third, fourth = moments(hosts, "a", "a")
    assert fourth - third >= 0.099


def test_a_host_is_down_after_failures_in_a_row():
    hosts = Hosts(0.0, threading.Event())
    for _ in range(FAILURES - 1):
        hosts.failed("a")
    hosts.succeeded("a")
    for _ in range(FAILURES - 1):
        hosts.failed("a")
    assert len(moments(hosts, "a")) == 1
    hosts.failed("a")
    assert rule(hosts) == "fetch-host-down"
    assert len(moments(hosts, "b")) == 1


def test_a_host_that_asks_for_rest_is_down_at_once():
    hosts = Hosts(0.0, threading.Event())
    hosts.failed("a", for_good=True)
    assert rule(hosts) == "fetch-host-down"


def test_a_host_has_its_time_from_the_first_request_on():
    hosts = Hosts(0.0, threading.Event(), longest=0.2)
    assert len(moments(hosts, "a", "a")) == 2
    hosts.postpone("a", 60.0)
    assert rule(hosts) == "fetch-host-too-long"
    assert len(moments(hosts, "b")) == 1


def test_whoever_waits_when_the_run_stops_is_told():
    stop = threading.Event()
    hosts = Hosts(3_600.0, stop)
    moments(hosts, "a")
    threading.Timer(0.05, stop.set).start()
    assert rule(hosts) == "fetch-stopped"
