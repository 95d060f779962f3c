"""The status page, its history and its feeds; the page on which anybody verifies."""

from core.announcements.status import pages, verifying

PAGES = (*pages.PAGES, *verifying.PAGES)

__all__ = ["PAGES"]
