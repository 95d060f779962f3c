"""A terminal for tests: the real command in a folder of its own."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner, Result

from bots.cli import main


@dataclass
class Terminal:
    """`variables` are set for each command; other secrets of the environment are not seen."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    def configure(self, text: str) -> None:
        (self.folder / "config.toml").write_text(text, encoding="utf-8")

    def run(self, *words: str) -> Result:
        environment: Mapping[str, str | None] = {
            "TELEGRAM_TOKEN": None,
            "TELEGRAM_TOKEN_FILE": None,
            "DATABASE_URL": None,
            "DATABASE_URL_FILE": None,
            **self.variables,
        }
        return CliRunner().invoke(main, words, env=environment)

    def says(self, *words: str) -> str:
        """Standard output of a command that must succeed."""
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    def fails(self, *words: str) -> str:
        """The one line that a command says which must fail as one that the operator can mend."""
        result = self.run(*words)
        assert result.exit_code == 1, result.output
        assert isinstance(result.exception, SystemExit)
        *_, line = result.stderr.splitlines()
        return line

    def print_of(self) -> dict[str, str]:
        """Every file below, by name and what is in it."""
        return {
            str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }
