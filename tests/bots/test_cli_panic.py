"""`guildhall panic`: the brake from the machine, with the bot running and without."""

from tests.bots.terminal import Terminal


def test_the_machine_stops_and_lets_go_alone(terminal: Terminal) -> None:
    assert terminal.says("panic", "on").startswith("Stopped for 30 minutes")
    assert terminal.says("panic").startswith("Stopped until 20")
    assert terminal.says("panic", "off") == "The panic is over; what waited goes on.\n"
    assert terminal.says("panic", "status") == "Nothing is stopped.\n"
