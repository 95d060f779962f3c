-- The knowledge base, the votes on it, and the questions that it could not answer.

CREATE TABLE faq_categories (
    slug TEXT PRIMARY KEY NOT NULL,
    position BIGINT NOT NULL,
    names TEXT NOT NULL
);

CREATE TABLE faq_entries (
    slug TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    tags TEXT NOT NULL,
    visibility TEXT NOT NULL
);

CREATE TABLE faq_wordings (
    slug TEXT NOT NULL REFERENCES faq_entries (slug),
    language TEXT NOT NULL,
    question TEXT NOT NULL,
    alternatives TEXT NOT NULL,
    answer TEXT NOT NULL,
    disclaimer TEXT NOT NULL,
    PRIMARY KEY (slug, language)
);

-- One vote a person on an entry in a language; the last one counts.
CREATE TABLE faq_votes (
    slug TEXT NOT NULL,
    language TEXT NOT NULL,
    member BIGINT NOT NULL,
    helpful BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (slug, language, member)
);

-- Which entry was given to whom and where; `unasked` when nobody had addressed the bot.
CREATE TABLE faq_answers (
    id {{id}},
    slug TEXT NOT NULL,
    language TEXT NOT NULL,
    member BIGINT,
    place TEXT NOT NULL,
    unasked BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX faq_answers_place ON faq_answers (place, at);
CREATE INDEX faq_answers_at ON faq_answers (at);

-- Questions with no good answer, for 90 days; the words lie in `texts`.
CREATE TABLE faq_unanswered (
    id {{id}},
    text BIGINT NOT NULL,
    language TEXT NOT NULL,
    place TEXT NOT NULL,
    at BIGINT NOT NULL
);
