-- When a newcomer's name was last asked for, raids that outlive a restart, and who waits at a door.

ALTER TABLE moderation_standing ADD COLUMN looked_at BIGINT NOT NULL DEFAULT 0;

-- Until when it is quiet; `locked`: the whole chat is closed meanwhile.
ALTER TABLE raids ADD COLUMN until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE raids ADD COLUMN locked BIGINT NOT NULL DEFAULT 0;

CREATE TABLE moderation_door (
    chat TEXT NOT NULL,
    account TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (chat, account)
);
