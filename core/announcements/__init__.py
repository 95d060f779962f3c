"""Announcements: one text of the house to every community."""
