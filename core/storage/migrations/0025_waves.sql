-- What stands for a wave: the same words from several accounts, whose cases share one card.

ALTER TABLE moderation_cases ADD COLUMN wave TEXT NOT NULL DEFAULT '';
CREATE INDEX moderation_cases_wave ON moderation_cases (wave) WHERE wave <> '';
