-- Whether somebody of a raid has written before, and who of it wrote.
CREATE INDEX raid_messages_account ON raid_messages (raid, account);
