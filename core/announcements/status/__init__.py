"""The status page, its history and its feeds; the pages on which anybody verifies."""

from core.announcements.status import official, pages, verifying

PAGES = (*pages.PAGES, *verifying.PAGES, *official.PAGES)

__all__ = ["PAGES"]
