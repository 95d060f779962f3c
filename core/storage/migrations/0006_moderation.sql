-- Moderation: who is known where, what was found and done, and links that the community allows.

-- Since when an account is in a chat, and how many messages it wrote there that nobody minded;
-- counted up to the newcomer's threshold.
CREATE TABLE moderation_standing (
    chat TEXT NOT NULL,
    account TEXT NOT NULL,
    since BIGINT NOT NULL,
    clean BIGINT NOT NULL,
    PRIMARY KEY (chat, account)
);

-- `rule` and `why` are words of fixed lists, `site` the domain of a link; `text` is what the message
-- said without secrets and personal data, in `texts`. `state`: open, right, wrong.
CREATE TABLE moderation_cases (
    id {{id}},
    at BIGINT NOT NULL,
    place TEXT NOT NULL,
    private BIGINT NOT NULL,
    message TEXT,
    account TEXT,
    rule TEXT NOT NULL,
    why TEXT NOT NULL,
    site TEXT NOT NULL,
    action TEXT NOT NULL,
    text BIGINT,
    until BIGINT,
    state TEXT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT
);
CREATE INDEX moderation_cases_account ON moderation_cases (account, at);
CREATE INDEX moderation_cases_at ON moderation_cases (at);

CREATE TABLE moderation_links (
    domain TEXT PRIMARY KEY NOT NULL,
    added_by TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- Each line of the audit log sealed with the ones before it, under a key that is not in here.
ALTER TABLE audit ADD COLUMN seal TEXT;
