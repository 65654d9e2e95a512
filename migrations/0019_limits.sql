-- Platforms at their limits: lines that go out as one message, places that wait by themselves.
-- Locks: ALTERs that add nullable columns or unchecked CHECKs, short and exclusive; nothing is rewritten.

-- The delivery in whose message this one goes out: what waits for one place becomes one message.
ALTER TABLE deliveries ADD COLUMN joined_to uuid REFERENCES deliveries (id);
CREATE INDEX deliveries_joined ON deliveries (joined_to) WHERE joined_to IS NOT NULL;

-- A staff place that refused for rate waits alone: customers of the same bot do not wait with it.
CREATE TABLE paused_places (
  org_id uuid NOT NULL REFERENCES organizations (id),
  channel_id uuid NOT NULL REFERENCES channels (id),
  chat_id text NOT NULL,
  send_after timestamptz NOT NULL,
  -- Until then the platform's published rates count for everything that goes there.
  slow_until timestamptz NOT NULL,
  PRIMARY KEY (channel_id, chat_id)
);
