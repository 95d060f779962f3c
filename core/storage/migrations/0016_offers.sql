-- A role that is offered stands beside the one that is held until the account has said yes.
CREATE TABLE role_offers (
    account TEXT PRIMARY KEY NOT NULL,
    role TEXT NOT NULL,
    offered_by TEXT NOT NULL,
    offered_at BIGINT NOT NULL
);
INSERT INTO role_offers (account, role, offered_by, offered_at)
    SELECT account, role, granted_by, granted_at FROM roles WHERE state = 'offered';
DELETE FROM roles WHERE state = 'offered';
ALTER TABLE roles DROP COLUMN state;
