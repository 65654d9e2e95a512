-- Why: when a channel could not be heard (our process down, the database away, a socket closed), who may have written
-- meanwhile, and what of it was read afterwards. Locks nothing that exists.

-- One row a channel, renewed every few seconds by a process that can take in what the channel brings.
CREATE TABLE channel_beats (
  channel_id uuid PRIMARY KEY REFERENCES channels (id),
  org_id uuid NOT NULL REFERENCES organizations (id),
  heard_at timestamptz NOT NULL,
  -- Why it is not heard now, where somebody saw it go.
  trouble text CHECK (trouble IN ('process_down', 'database_away', 'connection_closed', 'channel_error', 'paused', 'unknown'))
) WITH (fillfactor = 50);

CREATE TABLE channel_gaps (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  channel_id uuid NOT NULL REFERENCES channels (id),
  started_at timestamptz NOT NULL,
  ended_at timestamptz NOT NULL,
  cause text NOT NULL CHECK (cause IN ('process_down', 'database_away', 'connection_closed', 'channel_error', 'paused', 'unknown')),
  -- kept: the platform keeps what is not taken and brings it; partly: some of it; lost: nobody can tell.
  catch_up text NOT NULL CHECK (catch_up IN ('running', 'done', 'kept', 'partly', 'lost')),
  -- Chats, threads and pages that are still to be read, and that could not be.
  places_left integer NOT NULL DEFAULT 0 CHECK (places_left >= 0),
  places_failed integer NOT NULL DEFAULT 0,
  -- What reading them brought, and what of it was here already.
  recovered integer NOT NULL DEFAULT 0,
  known integer NOT NULL DEFAULT 0,
  error text,
  caught_up_at timestamptz,
  -- When it was decided whether managers are told.
  looked_at timestamptz,
  CHECK (ended_at > started_at)
);
CREATE INDEX channel_gaps_newest ON channel_gaps (org_id, ended_at DESC);
CREATE INDEX channel_gaps_untold ON channel_gaps (org_id, ended_at) WHERE looked_at IS NULL;
CREATE INDEX channel_gaps_channel ON channel_gaps (channel_id);
