/** Names and values of PostgreSQL's own settings. */
export type ServerSettings = Record<string, string>;

/**
 * Given on the command line at every start, so that a new release changes them without touching a person's
 * `postgresql.conf`, which stays as initdb wrote it and still decides everything that is not here.
 */
export const defaultServerSettings: ServerSettings = {
  listen_addresses: "127.0.0.1",
  max_connections: "100",
  shared_buffers: "128MB",
  synchronous_commit: "on",
  // Not `minimal`: pg_basebackup needs replica, and it is the one way to back a running cluster up as a whole.
  wal_level: "replica",
  // Our queries are short; compiling them costs more than it gains.
  jit: "off",
  // A plan is as good as what the server knows of its tables: a new one, or a new month, fills within a minute.
  autovacuum_naptime: "15s",
  timezone: "UTC",
  log_timezone: "UTC",
  // What the server did, never what a statement carried: an error goes to the client, whose log has its own rules.
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_checkpoints: "off",
};

/** True for a value that needs no escaping between quotes. */
export const isQuotable = (value: string): boolean => /^[\w ./:-]*$/.test(value);

/** The settings as one string for `pg_ctl --options`, which a shell takes apart again. */
export function commandLineOf(settings: ServerSettings, port: number): string {
  const options = Object.entries(settings).map(([name, value]) => {
    if (!/^[a-z_]+$/.test(name) || !isQuotable(value)) {
      throw new RangeError(`Not a server setting that can be quoted: ${name}`);
    }
    return `-c "${name}=${value}"`;
  });
  return [`-p ${port}`, ...options].join(" ");
}
