-- The brake of `/panic`: one row, locked by whoever claims an action that it may stop. `until` is
-- 0 when it is off; while it is `kept` it has no end.
CREATE TABLE brake (
    id BIGINT PRIMARY KEY NOT NULL,
    until BIGINT NOT NULL DEFAULT 0,
    kept BIGINT NOT NULL DEFAULT 0
);
INSERT INTO brake (id) VALUES (1);

-- Admins who want it to end now; it takes two.
CREATE TABLE brake_releases (
    account TEXT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL
);

-- What the brake does to an action: 'waits', 'ends', or nothing.
ALTER TABLE outbox ADD COLUMN in_panic TEXT;
