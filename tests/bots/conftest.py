"""A terminal, and logging as it was before each command."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.bots.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    monkeypatch.chdir(tmp_path)
    yield Terminal(tmp_path)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    root.handlers[:], root.level, sys.excepthook = handlers, level, hook
