-- Which case speaks for this one (the messages of a flood, and the places of one ban, have one
-- card), and whether its message could not be removed.

ALTER TABLE moderation_cases ADD COLUMN first BIGINT;
ALTER TABLE moderation_cases ADD COLUMN stays BIGINT NOT NULL DEFAULT 0;
CREATE INDEX moderation_cases_first ON moderation_cases (first);
