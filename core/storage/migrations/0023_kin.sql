-- Accounts that were linked before there was a reputation are one person to its caps, too.

INSERT INTO reputation_kin (account, person)
SELECT a.platform || ':' || a.id, p.person FROM accounts a JOIN (
    SELECT b.member AS member, COALESCE(MIN(k.person), MIN(b.platform || ':' || b.id)) AS person
    FROM accounts b LEFT JOIN reputation_kin k ON k.account = b.platform || ':' || b.id
    GROUP BY b.member HAVING COUNT(*) > 1
) p ON p.member = a.member
WHERE TRUE
ON CONFLICT (account) DO NOTHING;
