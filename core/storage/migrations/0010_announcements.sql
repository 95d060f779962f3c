-- Announcements: what is to be said, by whose two keys, what became of it, and where it stands.

-- `id` is the number that readers see. `draft` holds the words as JSON (core/announcements/draft.py):
-- they are the house's own, meant for everybody. `author` is an account, or `machine`; `place` where it
-- was written. The three times are those in force now; the approved ones stay in `draft`.
CREATE TABLE announcements (
    id {{id}},
    state TEXT NOT NULL,
    author TEXT NOT NULL,
    draft TEXT NOT NULL,
    place TEXT NOT NULL,
    send_at BIGINT,
    starts_at BIGINT,
    ends_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX announcements_state ON announcements (state);

-- A request for the second key and what became of it. `digest` is the SHA-256 of the canonical draft
-- with `rendered`, its text per platform and language. `approver` is an account, or `machine`; `state`:
-- asked, given, void. At most one of an announcement is not void.
CREATE TABLE announcement_approvals (
    id {{id}},
    announcement BIGINT NOT NULL,
    digest TEXT NOT NULL,
    rendered TEXT NOT NULL,
    author TEXT NOT NULL,
    approver TEXT,
    state TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    given_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX announcement_approvals_one ON announcement_approvals (announcement)
    WHERE state <> 'void';

-- Rows are only ever added. `actor` is an account, `machine`, or empty for the clock; `detail` holds
-- times and words from fixed lists.
CREATE TABLE announcement_events (
    id {{id}},
    announcement BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX announcement_events_announcement ON announcement_events (announcement, id);

-- One go through all places: a first post, an edit with its follow-up, a recall. `step` says what is
-- said (JSON); targets up to `cursor` are in the outbox. `state`: running, paused, cancelled, done.
CREATE TABLE announcement_runs (
    id {{id}},
    announcement BIGINT NOT NULL,
    approval BIGINT NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    cursor TEXT NOT NULL DEFAULT '',
    total BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX announcement_runs_announcement ON announcement_runs (announcement, id);
CREATE INDEX announcement_runs_state ON announcement_runs (state);

-- Where an announcement stands, a row for each place and run that posted there; `key` is that of its
-- message in the outbox. `ids` are the platform's, as JSON, empty until it is there. `state`: waiting,
-- sent, uncertain, failed, deleted; `outcome` says why.
CREATE TABLE announcement_posts (
    key TEXT PRIMARY KEY NOT NULL,
    announcement BIGINT NOT NULL,
    run BIGINT NOT NULL,
    place TEXT NOT NULL,
    private BIGINT NOT NULL,
    language TEXT NOT NULL,
    zone TEXT NOT NULL,
    ids TEXT NOT NULL DEFAULT '[]',
    state TEXT NOT NULL,
    outcome TEXT NOT NULL DEFAULT '',
    changed_at BIGINT NOT NULL
);
CREATE INDEX announcement_posts_announcement ON announcement_posts (announcement, run, state);
CREATE INDEX announcement_posts_place ON announcement_posts (place);

-- Who asked to be written to, about what.
CREATE TABLE announcement_subscriptions (
    account TEXT NOT NULL,
    topic TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (topic, account)
);
CREATE INDEX announcement_subscriptions_account ON announcement_subscriptions (account);
