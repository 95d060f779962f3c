"""Text as the core means it: plain words with marks, read from small Markdown, cut to fit."""

from core.text.body import Body, Instant, Mention, Part, Quoted, Words, render
from core.text.cutting import shortened, split
from core.text.markdown import escape, parse
from core.text.rich import Mark, Rich, clean, fold, links_of, utf16_length, windows
from core.text.written import to_html, to_plain

__all__ = [
    "Body",
    "Instant",
    "Mark",
    "Mention",
    "Part",
    "Quoted",
    "Rich",
    "Words",
    "clean",
    "escape",
    "fold",
    "links_of",
    "parse",
    "render",
    "shortened",
    "split",
    "to_html",
    "to_plain",
    "utf16_length",
    "windows",
]
