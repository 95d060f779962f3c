"""Numbers of tickets, cases, members and the like, as people type them."""

_MOST_DIGITS = 15  # more than is ever counted here, and within what a database holds


def typed(text: str) -> int:
    """0, which is nobody's, for what is none."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else 0
