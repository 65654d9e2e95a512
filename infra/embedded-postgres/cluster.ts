import { join } from "node:path";
import type { PostgresBinaries } from "./binaries.ts";
import type { SystemAccount } from "./run-program.ts";
import type { ServerSettings } from "./server-settings.ts";

/** One data directory's embedded database: where it is and how it is run. */
export interface Cluster {
  paths: ClusterPaths;
  binaries: PostgresBinaries;
  account: SystemAccount | null;
  settings: ServerSettings;
}

export interface ClusterPaths {
  /** The product's data directory. */
  dataDir: string;
  /** Holds `data` and `password`: created as one, so that neither is ever without the other. */
  folder: string;
  /** PostgreSQL's own data directory. */
  data: string;
  password: string;
  /** Of the Unix socket, by which the product talks to the server where it can. */
  socket: string;
  log: string;
}

/** The owner of every database of the cluster, a superuser. */
export const OWNER_NAME = "deskhand";
export const DATABASE_NAME = "deskhand";

export function clusterPaths(dataDir: string): ClusterPaths {
  const folder = join(dataDir, "postgres");
  return {
    dataDir,
    folder,
    data: join(folder, "data"),
    password: join(folder, "password"),
    socket: join(folder, "socket"),
    log: join(dataDir, "postgres.log"),
  };
}
