-- The entry of the FAQ that answers a known issue: tickets that it would answer are about it.
ALTER TABLE known_issues ADD COLUMN entry TEXT NOT NULL DEFAULT '';
