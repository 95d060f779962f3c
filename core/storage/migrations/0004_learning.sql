-- What the FAQ learns from, and what it is told by: confirmations, drafts, sources, counts.

-- The answer's key in the outbox and the words that it answered (in `texts`, for a week), whether
-- others could read it, and what came of it.
ALTER TABLE faq_answers ADD COLUMN key TEXT;
ALTER TABLE faq_answers ADD COLUMN text BIGINT;
ALTER TABLE faq_answers ADD COLUMN asked_in TEXT NOT NULL DEFAULT '';
ALTER TABLE faq_answers ADD COLUMN in_group BIGINT NOT NULL DEFAULT 0;
ALTER TABLE faq_answers ADD COLUMN again BIGINT NOT NULL DEFAULT 0;
ALTER TABLE faq_answers ADD COLUMN handed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX faq_answers_key ON faq_answers (key) WHERE key IS NOT NULL;

ALTER TABLE faq_unanswered ADD COLUMN in_group BIGINT NOT NULL DEFAULT 0;
CREATE INDEX faq_unanswered_at ON faq_unanswered (at);
CREATE INDEX faq_unanswered_text ON faq_unanswered (text);

-- Trusted members who said that an answer was wrong.
CREATE TABLE faq_objections (
    answer BIGINT NOT NULL,
    member BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (answer, member)
);

-- Ways to ask that people used; near-copies are one. `held` is the tenth that tests a rebuild.
-- `state`: waiting, learned, proved, aside, refused. The words lie in `texts`.
CREATE TABLE faq_phrasings (
    id {{id}},
    slug TEXT NOT NULL,
    language TEXT NOT NULL,
    text BIGINT NOT NULL,
    held BIGINT NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX faq_phrasings_slug ON faq_phrasings (slug);

-- Who said what of a phrasing: rows are only ever added. `voice`: asker, other, trusted, test.
CREATE TABLE faq_ledger (
    id {{id}},
    phrasing BIGINT NOT NULL,
    member BIGINT,
    voice TEXT NOT NULL,
    good BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX faq_ledger_phrasing ON faq_ledger (phrasing);
CREATE INDEX faq_ledger_member ON faq_ledger (member, at);

-- Entries that somebody proposed in a chat. `entry` is the whole entry as it would be, `base` the
-- fingerprint of the one that it would replace, `questions` the gap's rows that it would fill.
-- `state`: open, published, rejected, overtaken.
CREATE TABLE faq_drafts (
    id {{id}},
    slug TEXT NOT NULL,
    language TEXT NOT NULL,
    entry TEXT NOT NULL,
    base TEXT NOT NULL,
    questions TEXT NOT NULL,
    needed TEXT NOT NULL,
    state TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX faq_drafts_slug ON faq_drafts (slug, state);

-- The wording that a translation was made from, as a hash.
CREATE TABLE faq_sources (
    slug TEXT NOT NULL,
    language TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (slug, language)
);

ALTER TABLE faq_entries ADD COLUMN review TEXT;

-- Counts by day (days since 1970): what leaves no row of its own.
CREATE TABLE faq_counts (
    day BIGINT NOT NULL,
    what TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (day, what)
);
