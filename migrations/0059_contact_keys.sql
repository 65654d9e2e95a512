-- Why: customers are found, and proposed as one person, by the contacts that staff keep of them too. The columns that they are
-- found by are those of 0063, which makes them for customers, leads and contacts alike. Locks: none. Older code runs against
-- the result.
SELECT 1;
