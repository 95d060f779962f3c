-- Reputation. The ledger is only ever added to; `core/reputation/ledger.py` says what a row means.
-- `entry`: the first row of the entry that this one follows, 0 for a first one. `message` and
-- `source` are platform:chat#id. `giver` is whoever caused the row.
CREATE TABLE reputation_ledger (
    id {{id}},
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    step TEXT NOT NULL,
    entry BIGINT NOT NULL,
    points BIGINT NOT NULL,
    worth BIGINT NOT NULL,
    state TEXT NOT NULL,
    why TEXT NOT NULL,
    giver TEXT NOT NULL,
    giver_days BIGINT NOT NULL,
    place TEXT NOT NULL,
    message TEXT NOT NULL,
    source TEXT NOT NULL,
    language TEXT NOT NULL,
    at BIGINT NOT NULL,
    noted_at BIGINT NOT NULL
);
CREATE INDEX reputation_ledger_account ON reputation_ledger (account, at);
CREATE INDEX reputation_ledger_giver ON reputation_ledger (giver, at);
CREATE INDEX reputation_ledger_message ON reputation_ledger (message);
CREATE INDEX reputation_ledger_source ON reputation_ledger (source) WHERE source <> '';
CREATE INDEX reputation_ledger_entry ON reputation_ledger (entry) WHERE entry <> 0;

-- Totals of members, kept with every row of the ledger. `period`: all, a week (2026-W47) or a month
-- (2026-11); `language`: '' for all together. `hidden`: in the totals, but on no board.
CREATE TABLE reputation_totals (
    period TEXT NOT NULL,
    language TEXT NOT NULL,
    member BIGINT NOT NULL,
    points BIGINT NOT NULL,
    hidden BIGINT NOT NULL,
    PRIMARY KEY (member, period, language)
);
CREATE INDEX reputation_totals_board ON reputation_totals (period, language, points DESC, member)
    WHERE hidden = 0;

-- How many members on a board have just as many points: one's place is how many rows are higher.
CREATE TABLE reputation_levels (
    period TEXT NOT NULL,
    language TEXT NOT NULL,
    points BIGINT NOT NULL,
    members BIGINT NOT NULL,
    PRIMARY KEY (period, language, points)
);

-- Accounts that were ever linked are one person to the caps, also after they are unlinked.
CREATE TABLE reputation_kin (
    account TEXT PRIMARY KEY NOT NULL,
    person TEXT NOT NULL
);
CREATE INDEX reputation_kin_person ON reputation_kin (person);

-- What those who earn are called, as last seen.
CREATE TABLE reputation_names (
    account TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL
);

-- Who answered whom, for reactions that come later; a month.
CREATE TABLE reputation_answers (
    message TEXT PRIMARY KEY NOT NULL,
    place TEXT NOT NULL,
    author TEXT NOT NULL,
    asker TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX reputation_answers_at ON reputation_answers (at);
CREATE INDEX reputation_answers_asker ON reputation_answers (asker, place, at);

-- Whom we asked "who helped you?" in a place, and when.
CREATE TABLE reputation_asked (
    place TEXT NOT NULL,
    asker TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (place, asker)
);

-- Entries that are held together, for a moderator to decide. `state`: open, release, void.
CREATE TABLE reputation_cases (
    id {{id}},
    at BIGINT NOT NULL,
    signs TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT
);
CREATE TABLE reputation_case_entries (
    case_number BIGINT NOT NULL,
    entry BIGINT NOT NULL,
    PRIMARY KEY (case_number, entry)
);

-- Who said that an answer was wrong.
CREATE TABLE reputation_objections (
    message TEXT NOT NULL,
    member BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (message, member)
);

-- Which rank is shown of an account in a chat.
CREATE TABLE reputation_badges (
    account TEXT NOT NULL,
    place TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (account, place)
);

-- A member's standing, for all to read. `named`: the top rank was given by a moderator. `asked_at`:
-- when moderators were last asked for it.
CREATE TABLE ranks (
    member BIGINT PRIMARY KEY NOT NULL,
    number BIGINT NOT NULL,
    named BIGINT NOT NULL,
    hidden BIGINT NOT NULL,
    asked_at BIGINT NOT NULL
);
CREATE INDEX ranks_number ON ranks (number);
