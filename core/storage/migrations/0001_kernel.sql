-- The kernel's tables. Times are UTC microseconds. {{id}} is the engine's counting primary key.

CREATE TABLE versions (
    name TEXT PRIMARY KEY NOT NULL,
    number BIGINT NOT NULL
);

-- Every event that was handled: the same update again is recognised here.
CREATE TABLE seen (
    platform TEXT NOT NULL,
    event TEXT NOT NULL,
    at BIGINT NOT NULL,
    fault TEXT,
    PRIMARY KEY (platform, event)
);
CREATE INDEX seen_at ON seen (at);

CREATE TABLE members (
    id {{id}},
    created_at BIGINT NOT NULL,
    language TEXT,
    zone TEXT,
    quiet BIGINT NOT NULL DEFAULT 0
);

-- Which account is whose. `private_place` is where the person has written to us in private.
CREATE TABLE accounts (
    platform TEXT NOT NULL,
    id TEXT NOT NULL,
    member BIGINT NOT NULL REFERENCES members (id),
    private_place TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (platform, id)
);
CREATE INDEX accounts_member ON accounts (member);

-- Helpers and moderators, offered until accepted; admins are named in the config only.
CREATE TABLE roles (
    account TEXT PRIMARY KEY NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL
);

-- Any staff account, an admin's too, that may do nothing until the config lifts it.
CREATE TABLE suspensions (
    account TEXT PRIMARY KEY NOT NULL,
    suspended_by TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- The admins of the last load of the config, and since when.
CREATE TABLE admins (
    account TEXT PRIMARY KEY NOT NULL,
    since BIGINT NOT NULL
);

CREATE TABLE audit (
    id {{id}},
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL
);

-- What does not fit on a button or in a link: single use, until it expires.
CREATE TABLE codes (
    code TEXT PRIMARY KEY NOT NULL,
    purpose TEXT NOT NULL,
    payload TEXT NOT NULL,
    owner TEXT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX codes_expires ON codes (expires_at);

-- At most one open question per member and place.
CREATE TABLE dialogues (
    member BIGINT NOT NULL,
    place TEXT NOT NULL,
    command TEXT NOT NULL,
    answers TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (member, place)
);

-- What people wrote, apart from the facts about it: to forget is to delete here.
CREATE TABLE texts (
    id {{id}},
    member BIGINT,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX texts_created ON texts (kind, created_at);
CREATE INDEX texts_member ON texts (member);

-- What an adapter keeps for itself.
CREATE TABLE notes (
    platform TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (platform, key)
);

-- Actions to be performed: the only way out. `state` is due, sending, delivered, uncertain,
-- failed or cancelled.
CREATE TABLE outbox (
    id {{id}},
    platform TEXT NOT NULL,
    chat TEXT NOT NULL,
    lane BIGINT NOT NULL,
    private BIGINT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    action TEXT NOT NULL,
    key TEXT,
    owner TEXT,
    on_uncertain TEXT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    done TEXT NOT NULL DEFAULT '[]',
    uncertain_before BIGINT NOT NULL DEFAULT 0,
    expires_at BIGINT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    outcome TEXT
);
CREATE INDEX outbox_head ON outbox (chat, lane, id) WHERE state IN ('due', 'sending');
CREATE INDEX outbox_key ON outbox (key) WHERE key IS NOT NULL;
CREATE INDEX outbox_finished ON outbox (finished_at) WHERE finished_at IS NOT NULL;

-- Where a keyed action's message is: a row for each part.
CREATE TABLE messages (
    key TEXT NOT NULL,
    part BIGINT NOT NULL,
    chat TEXT NOT NULL,
    place TEXT NOT NULL,
    id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (key, part)
);
CREATE INDEX messages_place ON messages (chat, id);

-- Chats that got a new id, that cannot be written to, or that have to wait.
CREATE TABLE chats (
    chat TEXT PRIMARY KEY NOT NULL,
    moved_to TEXT,
    unreachable_since BIGINT,
    blocked_until BIGINT
);

CREATE TABLE jobs (
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    due BIGINT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (name, key)
);
CREATE INDEX jobs_due ON jobs (due);
