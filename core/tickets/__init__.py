"""Tickets: from a message in any group to a person who solves it."""
