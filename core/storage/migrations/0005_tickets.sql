-- Tickets: what happened, where each stands, and which message became which.

-- The fold of a ticket's events; written with each of them. `id` is its number.
CREATE TABLE tickets (
    id {{id}},
    member BIGINT NOT NULL,
    asker TEXT NOT NULL,
    queue TEXT NOT NULL,
    category TEXT NOT NULL,
    language TEXT NOT NULL,
    priority TEXT NOT NULL,
    state TEXT NOT NULL,
    assignee TEXT,
    opened_at BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    replied_at BIGINT,
    first_reply_at BIGINT,
    wakes_at BIGINT,
    resolved_at BIGINT,
    reason TEXT,
    rating BIGINT,
    spoken_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tickets_one_open ON tickets (member, queue)
    WHERE state NOT IN ('resolved', 'closed');
CREATE INDEX tickets_member ON tickets (member, spoken_at);
CREATE INDEX tickets_asker ON tickets (asker);
CREATE INDEX tickets_queue ON tickets (queue, state, opened_at);
CREATE INDEX tickets_assignee ON tickets (assignee, state)
    WHERE assignee IS NOT NULL;

-- Rows are only ever added. `actor` is an account, empty for the house itself; `detail` holds ids,
-- times and words from fixed lists.
CREATE TABLE ticket_events (
    id {{id}},
    ticket BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX ticket_events_ticket ON ticket_events (ticket, id);

-- What was said in a ticket, once each; the words lie in `texts`. `side`: asker, staff, internal.
CREATE TABLE ticket_lines (
    id {{id}},
    ticket BIGINT NOT NULL,
    at BIGINT NOT NULL,
    side TEXT NOT NULL,
    author TEXT NOT NULL,
    text BIGINT NOT NULL,
    album TEXT NOT NULL DEFAULT '',
    files TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX ticket_lines_ticket ON ticket_lines (ticket, id);

-- Which message became which: every message that shows a line, the author's own and ours.
-- `key` is ours in the outbox; it has no row there after a week, this one stays.
CREATE TABLE copies (
    id {{id}},
    line BIGINT NOT NULL,
    ticket BIGINT NOT NULL,
    chat TEXT NOT NULL,
    place TEXT NOT NULL,
    private BIGINT NOT NULL,
    message TEXT NOT NULL,
    key TEXT NOT NULL
);
CREATE INDEX copies_message ON copies (chat, message);
CREATE INDEX copies_key ON copies (key);
CREATE INDEX copies_line ON copies (line);

-- Where a ticket is at home. `side`: staff (a thread), asker (where they wrote last), origin (the
-- group's one line). `key` is that of the thread or line in the outbox, `place` empty until there.
CREATE TABLE ticket_places (
    ticket BIGINT NOT NULL,
    side TEXT NOT NULL,
    place TEXT NOT NULL,
    private BIGINT NOT NULL,
    message TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (ticket, side)
);
CREATE INDEX ticket_places_place ON ticket_places (place, side);

-- What somebody is about to open: their words, and what they were offered.
CREATE TABLE ticket_drafts (
    id {{id}},
    member BIGINT NOT NULL,
    text BIGINT NOT NULL,
    offered TEXT NOT NULL,
    place TEXT NOT NULL,
    message TEXT NOT NULL,
    files TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX ticket_drafts_member ON ticket_drafts (member);

-- How askers know the people of the team; an account is never shown to them.
CREATE TABLE duty_names (
    number {{id}},
    account TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
);


-- Promises that were in force when tickets opened, once each by their fingerprint, and the clocks
-- that measure them.
CREATE TABLE ticket_policies (
    id TEXT PRIMARY KEY NOT NULL,
    policy TEXT NOT NULL
);
CREATE TABLE ticket_clocks (
    ticket BIGINT PRIMARY KEY NOT NULL,
    policy TEXT NOT NULL,
    clock TEXT NOT NULL
);
CREATE INDEX tickets_category ON tickets (category, first_reply_at)
    WHERE first_reply_at IS NOT NULL;

-- Who of staff is on duty, for which queues and in which languages (with spaces between; none is
-- all). `weekly` as in core/hours.py; `by_hand` outweighs it until `until`.
CREATE TABLE ticket_duty (
    account TEXT PRIMARY KEY NOT NULL,
    queues TEXT NOT NULL DEFAULT '',
    languages TEXT NOT NULL DEFAULT '',
    weekly TEXT,
    by_hand BIGINT,
    until BIGINT,
    given_at BIGINT
);

-- Whom a ticket is offered to now, and who has let it pass.
CREATE TABLE ticket_offers (
    ticket BIGINT PRIMARY KEY NOT NULL,
    account TEXT NOT NULL,
    passed TEXT NOT NULL
);

CREATE TABLE ticket_blocks (
    member BIGINT PRIMARY KEY NOT NULL,
    until BIGINT,
    reason TEXT NOT NULL,
    blocked_by TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- One trouble of ours behind many tickets; its title lies in `texts`.
CREATE TABLE known_issues (
    id {{id}},
    text BIGINT NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE TABLE known_issue_tickets (
    ticket BIGINT PRIMARY KEY NOT NULL,
    issue BIGINT NOT NULL
);
CREATE INDEX known_issue_tickets_issue ON known_issue_tickets (issue);

-- Lines that wait for a translation service; the line itself is shown already.
CREATE TABLE ticket_translations (
    line BIGINT PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0
);

-- Accounts that joined the member of another one, and whose they were before: to undo it exactly.
CREATE TABLE links (
    account TEXT PRIMARY KEY NOT NULL,
    home BIGINT NOT NULL,
    linked_at BIGINT NOT NULL
);
