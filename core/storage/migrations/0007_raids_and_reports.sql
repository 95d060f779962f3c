-- Crowds that arrived together, who they are and what they wrote; and who reported what.

-- `state`: open, right (a moderator confirmed it: all of it goes), wrong.
CREATE TABLE raids (
    id {{id}},
    chat TEXT NOT NULL,
    began BIGINT NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT,
    UNIQUE (chat, began)
);

CREATE TABLE raid_members (
    raid BIGINT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (raid, account)
);

-- `state`: seen, due to be deleted, gone (the deletion is on its way).
CREATE TABLE raid_messages (
    raid BIGINT NOT NULL,
    place TEXT NOT NULL,
    message TEXT NOT NULL,
    account TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (raid, place, message)
);
CREATE INDEX raid_messages_state ON raid_messages (raid, state);

-- `case_number`: in moderation_cases. One account reports a message once. `weight` in halves, as it
-- was then; `outcome`: open, right, wrong.
CREATE TABLE moderation_reports (
    case_number BIGINT NOT NULL,
    account TEXT NOT NULL,
    weight BIGINT NOT NULL,
    at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    decided_at BIGINT,
    PRIMARY KEY (case_number, account)
);
CREATE INDEX moderation_reports_account ON moderation_reports (account, decided_at);
CREATE INDEX moderation_cases_message ON moderation_cases (place, message);

-- How long it was visible: from when it was written until the platform confirmed its deletion.
ALTER TABLE moderation_cases ADD COLUMN said_at BIGINT;
ALTER TABLE moderation_cases ADD COLUMN gone_at BIGINT;
