"""Two processes on one database: an author edits, admins approve, a moderator panics, at once."""
