-- Why: the connected accounts, how far each has been read, and the bytes of files. Locks nothing that exists.

CREATE TABLE channels (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  platform text NOT NULL CHECK (platform IN
    ('telegram', 'slack', 'wecom', 'wechaty', 'wechat_mp', 'douyin', 'xiaohongshu', 'baidu_sem', 'kuaishou',
     'bilibili', 'zhihu', 'weibo', 'other')),
  name text NOT NULL,
  -- AES-256-GCM under the master key: {"kid", "iv", "tag", "data"}.
  config jsonb NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'error')),
  status_reason text,
  webhook_url text,
  -- Encrypted like config; kept for platforms whose secret we choose.
  webhook_secret text,
  -- Slack team_id, Telegram bot id, WeCom corp id.
  external_account_id text,
  stats jsonb NOT NULL DEFAULT '{}',
  -- After the platform refused for rate: nothing goes out before the first, and only at its published rates until the second.
  send_after timestamptz,
  slow_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, platform, name)
);
-- One Slack workspace belongs to one organisation.
CREATE UNIQUE INDEX channels_slack_team ON channels (external_account_id) WHERE platform = 'slack';

-- Accounts of staff on platforms. external_user_id is as the platform gives it (WeCom: lower case).
CREATE TABLE user_identities (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (id),
  channel_id uuid NOT NULL REFERENCES channels (id),
  platform text NOT NULL,
  external_user_id text NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id),
  display_name text,
  linked_by text NOT NULL CHECK (linked_by IN ('code', 'email', 'admin')),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (channel_id, external_user_id)
);
CREATE INDEX user_identities_user ON user_identities (user_id);

-- How far a platform that must be asked has been read: Telegram polling, one row per 微信客服 account.
CREATE TABLE channel_cursors (
  channel_id uuid NOT NULL REFERENCES channels (id),
  name text NOT NULL,
  org_id uuid NOT NULL REFERENCES organizations (id),
  value text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (channel_id, name)
);

-- Short-lived credentials (WeCom access tokens), encrypted, shared by all processes. renewing_until is the lease of the
-- one process that fetches a new one.
CREATE TABLE channel_tokens (
  channel_id uuid NOT NULL REFERENCES channels (id),
  name text NOT NULL,
  org_id uuid NOT NULL REFERENCES organizations (id),
  token text,
  expires_at timestamptz,
  renewing_until timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (channel_id, name)
);

-- Kept files: SHA-256 key, pieces of at most 1 MB, inside the database's own backup.
CREATE TABLE blobs (
  org_id uuid NOT NULL REFERENCES organizations (id),
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  piece integer NOT NULL CHECK (piece >= 0),
  pieces integer NOT NULL CHECK (pieces > 0),
  total_bytes bigint NOT NULL,
  mime_type text,
  data bytea NOT NULL CHECK (length(data) <= 1048576),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, sha256, piece)
);
-- Pictures and archives do not compress again.
ALTER TABLE blobs ALTER COLUMN data SET STORAGE EXTERNAL;
