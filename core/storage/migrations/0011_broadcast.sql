-- What a run does, a row for each place, before it is in the outbox and after it has left it.

-- `key` is that of its message in the outbox, `post` that of the post which is changed, empty for a
-- first one. `state`: quiet (until `not_before`), listed, waiting (in the outbox), sent, uncertain,
-- failed, unreachable, cancelled; `reason` says why, `link` where a reader finds it.
CREATE TABLE announcement_deliveries (
    key TEXT PRIMARY KEY NOT NULL,
    run BIGINT NOT NULL,
    number BIGINT NOT NULL,
    platform TEXT NOT NULL,
    place TEXT NOT NULL,
    private BIGINT NOT NULL,
    language TEXT NOT NULL,
    zone TEXT NOT NULL,
    not_before BIGINT NOT NULL,
    post TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    link TEXT NOT NULL DEFAULT '',
    changed_at BIGINT NOT NULL
);
CREATE INDEX announcement_deliveries_run ON announcement_deliveries (run, state, platform, number);
CREATE INDEX announcement_deliveries_place ON announcement_deliveries (place);
