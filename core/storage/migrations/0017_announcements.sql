-- Free words about an announcement that lives: what two keys approved last, by language, as JSON.
ALTER TABLE announcements ADD COLUMN words TEXT NOT NULL DEFAULT '{}';

-- Pictures that the house sends, each once, by the SHA-256 of its bytes; `data` in base64.
CREATE TABLE pictures (
    sha256 TEXT PRIMARY KEY NOT NULL,
    media TEXT NOT NULL,
    data TEXT NOT NULL,
    kept_at BIGINT NOT NULL
);

-- A picture that an admin sent in a chat for a draft, until it is read; `by` is their account.
CREATE TABLE announcement_pictures (
    announcement BIGINT PRIMARY KEY NOT NULL,
    file TEXT NOT NULL,
    platform TEXT NOT NULL,
    place TEXT NOT NULL,
    private BIGINT NOT NULL,
    by TEXT NOT NULL,
    language TEXT NOT NULL
);
