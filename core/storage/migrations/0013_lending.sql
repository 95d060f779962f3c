-- What the FAQ answers with for a while, in place of the entries that it covers: words by language
-- and what is covered, as JSON.
CREATE TABLE faq_loans (
    name TEXT PRIMARY KEY NOT NULL,
    loan TEXT NOT NULL
);

-- Known issues that tickets are linked to by themselves: categories and entries, as JSON.
CREATE TABLE known_issue_matters (
    issue BIGINT PRIMARY KEY NOT NULL,
    covers TEXT NOT NULL
);

-- The known issue that a running maintenance is.
CREATE TABLE announcement_issues (
    announcement BIGINT PRIMARY KEY NOT NULL,
    issue BIGINT NOT NULL
);
