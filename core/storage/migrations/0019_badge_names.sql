-- What a shown rank is called there: operators give ranks other names. Those that are shown already
-- are put anew once.
ALTER TABLE reputation_badges ADD COLUMN name TEXT NOT NULL DEFAULT '';
UPDATE reputation_badges SET name = '*' WHERE number > 0;
