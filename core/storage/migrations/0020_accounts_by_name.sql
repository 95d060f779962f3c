-- A row that names an account as `platform:id` finds it without a walk through all of them. SQLite
-- takes such an index only for the very same expression, and compares text only with text: so both
-- the index and the queries say CAST.
CREATE INDEX accounts_name ON accounts (CAST(platform || ':' || id AS TEXT));
