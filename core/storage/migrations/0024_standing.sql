-- Since when somebody is known, for each card; and where, for a ban: by the account alone.
CREATE INDEX moderation_standing_account ON moderation_standing (account, since);
