-- Who was forgotten and is not pardoned by it: `who` is a keyed hash of the account, which stands in
-- its place in what stays (bans, warnings); `number` stands in the place of the member.
CREATE TABLE forgotten (
    who TEXT PRIMARY KEY NOT NULL,
    number BIGINT NOT NULL
);
