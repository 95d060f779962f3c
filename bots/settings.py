"""What every command works with: the configuration, read when it is first needed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import click

from core.config import Config

DEFAULT_FILE = Path("config.toml")

T = TypeVar("T")


@dataclass
class Settings:
    """`file` was named on the command line; else `config.toml`, if there is one, is read."""

    file: Path | None

    def read(self) -> Config:
        """Raises ConfigError."""
        from bots import assembly

        return assembly.load_config(self.file or DEFAULT_FILE)

    @cached_property
    def config(self) -> Config:
        """Read once; from then on nothing secret is written to the log or shown in a crash."""
        from core import logs
        from core.config import secrets

        config = self.read()
        logs.set_up(config.log, secrets(config))
        return config


given: Callable[[Callable[..., T]], Callable[..., T]] = click.make_pass_decorator(Settings)
