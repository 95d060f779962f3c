"""`guildhall verify` and `guildhall manifest key`: proof without a bot, a database or a network."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bots.cli import main
from core.announcements.proof import fingerprint, manifest
from core.announcements.proof.manifest import Announcement, Manifest, Text
from core.moments import now

WORDS = "Withdrawals pause at noon. See https://example.com/status\n\nNo. 7"
SITE = "https://example.com/status"
SEED = bytes(range(32))
KEY = manifest.public_key(SEED)
AT = now() - timedelta(hours=1)


def signed(at: timedelta = timedelta(hours=1), sequence: int = 12) -> str:
    text = Text(fingerprint.of(WORDS), "en", AT, (SITE,))
    return manifest.sign(
        Manifest(
            community="Example Exchange",
            sequence=sequence,
            issued_at=now() - at,
            good_until=now() - at + manifest.GOOD_FOR,
            places={"all": ("telegram:-1001", "telegram:private")},
            announcements=(Announcement(7, "completed", AT, "all", (text,)),),
        ),
        SEED,
    )


def verify(
    folder: Path, document: str, *options: str, words: str = WORDS, key: str = KEY
) -> Result:
    file, text = folder / "manifest.json", folder / "text.txt"
    file.write_text(document)
    text.write_text(words)
    line = ["verify", str(file), "--key", key, "--text", str(text), *options]
    return CliRunner().invoke(main, line)


def test_what_was_said_is_ours_with_date_and_state(tmp_path: Path) -> None:
    found = verify(tmp_path, signed(), "--place", "telegram:-1001", "--link", SITE)
    assert found.exit_code == 0
    assert "number 12, is signed" in found.output
    assert "Ours: No. 7 of " in found.output
    assert "now completed since" in found.output


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"words": WORDS.replace("example.com", "examp1e.com")}, "not words of ours"),
        ({"words": WORDS.replace("pause", "p\u0430use")}, "not words of ours"),
        ({"words": WORDS.replace("No. 7", "No. 8")}, "not words of ours"),
        ({"options": ("--place", "telegram:-1002")}, "not said there"),
        ({"options": ("--link", "https://evil.io/status")}, "leads elsewhere"),
        ({"options": ("--at-least", "13")}, "before 13"),
        ({"document": signed(at=timedelta(hours=49))}, "good until"),
        ({"document": signed().replace('"sequence": 12', '"sequence": 13')}, "not signed"),
        ({"document": signed().replace("-1001", "-1002")}, "not signed"),
        ({"key": manifest.public_key(bytes(32))}, "not signed"),
        ({"document": "{}"}, "no manifest"),
    ],
)
def test_a_forgery_is_named_and_refused(
    tmp_path: Path, change: dict[str, object], why: str
) -> None:
    found = verify(
        tmp_path,
        str(change.get("document", signed())),
        *change.get("options", ()),  # type: ignore[misc]
        words=str(change.get("words", WORDS)),
        key=str(change.get("key", KEY)),
    )
    assert found.exit_code == 1
    assert "Not ours:" in found.output
    assert why in found.output


def test_the_public_key_is_printed_and_stays_the_same(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[data]\nfolder = "{tmp_path}"\n')
    line = ["--config", str(config), "manifest", "key"]
    first, second = (CliRunner().invoke(main, line).output for _ in range(2))
    assert len(first.strip()) == 64
    assert first == second
