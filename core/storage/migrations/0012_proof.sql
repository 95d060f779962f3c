-- What announcements said, to know it again: `digest` is of the words as a reader sees them
-- (core/announcements/proof/fingerprint.py), `links` are the addresses they lead to, as JSON.
CREATE TABLE announcement_texts (
    digest TEXT NOT NULL,
    announcement BIGINT NOT NULL,
    language TEXT NOT NULL,
    links TEXT NOT NULL,
    said_at BIGINT NOT NULL,
    PRIMARY KEY (digest, announcement)
);
CREATE INDEX announcement_texts_announcement ON announcement_texts (announcement);

-- For whom an announcement was: keys of places as JSON, `platform:private` for people.
CREATE TABLE announcement_audiences (
    announcement BIGINT PRIMARY KEY NOT NULL,
    places TEXT NOT NULL
);

-- The manifest that is published now: one row. Its number only ever grows.
CREATE TABLE announcement_manifest (
    id BIGINT PRIMARY KEY NOT NULL,
    sequence BIGINT NOT NULL,
    document TEXT NOT NULL
);
INSERT INTO announcement_manifest (id, sequence, document) VALUES (1, 0, '');
