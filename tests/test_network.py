"""The tests stay on this machine."""

import socket

import pytest


def test_nothing_connects_to_a_stranger() -> None:
    with (
        socket.socket() as stranger,
        pytest.raises(OSError, match=r"tests may not reach 192\.0\.2\.1"),
    ):
        stranger.connect(("192.0.2.1", 80))


def test_no_name_is_looked_up() -> None:
    with pytest.raises(OSError, match="tests may not reach example"):
        socket.getaddrinfo("example.org", 80)
