-- Free words about an announcement that lives: what two keys approved last, by language, as JSON.
ALTER TABLE announcements ADD COLUMN words TEXT NOT NULL DEFAULT '{}';
