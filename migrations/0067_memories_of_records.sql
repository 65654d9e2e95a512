-- Why: what a record of the product says of a customer (an account opened, a first deposit that came in) is remembered beside
-- their own words, with the record as its source. Locks: memories for a moment; the rows there are not looked at. Older code
-- runs against the result: it writes the other sources, and reads these as what it knows no subject of.

ALTER TABLE memories DROP CONSTRAINT memories_source_type_check;
ALTER TABLE memories ADD CONSTRAINT memories_source_type_check
  CHECK (source_type IN ('conversation', 'manual', 'ai_analysis', 'system_record')) NOT VALID;
