"""What is the same on every platform."""

import sys

# structlog draws tracebacks with `rich` wherever it is installed: with the value of every variable,
# which may be a person's words or a token, and for a tenth of the time of a start.
_RICH = "rich"
_absent = sys.modules.setdefault(_RICH, None) is None  # type: ignore[arg-type]

import structlog  # noqa: E402, F401

if _absent:
    del sys.modules[_RICH]
