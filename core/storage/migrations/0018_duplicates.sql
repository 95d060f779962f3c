-- A draft may say that another entry is the same: `duplicate` goes when it is published.
ALTER TABLE faq_drafts ADD COLUMN duplicate TEXT NOT NULL DEFAULT '';
