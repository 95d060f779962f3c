-- The web chat. A conversation is one numbered stream of changes: whatever happens to a message
-- (written, edited, deleted) gives its row the visitor's next number, so that a page which knows
-- the last number it saw asks for everything above it and has no gap.

CREATE TABLE web_visitors (
    visitor TEXT PRIMARY KEY NOT NULL,
    seq BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    link_hash TEXT UNIQUE
);

CREATE INDEX web_visitors_seen_at ON web_visitors (seen_at);

-- position: the number it was born with, its place on the screen. content: empty when deleted.
CREATE TABLE web_messages (
    visitor TEXT NOT NULL REFERENCES web_visitors (visitor) ON DELETE CASCADE,
    id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    position BIGINT NOT NULL,
    ours BIGINT NOT NULL,
    content TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (visitor, id)
);

CREATE UNIQUE INDEX web_messages_seq ON web_messages (visitor, seq);

CREATE INDEX web_messages_at ON web_messages (at);
