import { freePort } from "../../support/free-port.ts";
import { type FaultDatabase, openFaultDatabase } from "./database.ts";
import { type Load, startLoad } from "./load.ts";
import { type FaultPlatforms, startFaultPlatforms } from "./platforms.ts";
import { type FaultProduct, startFaultProduct } from "./product.ts";
import { type FaultServices, startFaultServices } from "./services.ts";
import type { Size } from "./size.ts";

type Role = "all" | "web" | "worker";

/** The product under load, with everything of it that can be broken. */
export interface FaultScene {
  size: Size;
  database: FaultDatabase;
  platforms: FaultPlatforms;
  load: Load;
  /** Null in a group without. */
  services: FaultServices | null;
  /** Those that run; a fault may end some and start others. With one process it is both. */
  processes: { web: FaultProduct; workers: FaultProduct[] };
  /** Starts one more process of a role on the same database and port. */
  start(role: Role, variables?: Record<string, string>): Promise<FaultProduct>;
  /** Notes sends that a fault left in doubt, besides those that the proxies count. */
  inDoubt(sends: number): void;
  /** All sends in doubt so far. */
  doubts(): number;
  close(): Promise<void>;
}

interface SceneOptions {
  size: Size;
  /** The folder of `prepareData`. */
  prepared: string;
  /** The built product that runs under faults. */
  program: string;
  group: { processes: 1 | 3; hasServices?: true };
  hasDesk?: boolean;
  seed?: number;
}

/** Opens database, platforms and the group's processes. */
export async function openScene({
  size,
  prepared,
  program,
  group,
  hasDesk = false,
  seed = 1,
}: SceneOptions): Promise<FaultScene> {
  const database = await openFaultDatabase(prepared, { isDurable: size.isFull });
  const platforms = await startFaultPlatforms({ chats: size.chats, hasDesk });
  const load = startLoad(platforms, seed);
  const services = group.hasServices ? await startFaultServices() : null;
  const port = await freePort();
  load.callAt(`http://127.0.0.1:${port}`);
  const started: FaultProduct[] = [];
  const start = async (role: Role, variables: Record<string, string> = {}) => {
    const product = await startFaultProduct(program, {
      ...platforms.environment,
      ...services?.environment,
      DATABASE_URL: database.proxy.url,
      DESKHAND_ROLE: role,
      PORT: String(port),
      // A Redis keeps no count for less than a second.
      FAULTS_PACE_SECOND_MS: String(services?.redis ? 1_000 : size.paceSecondMs),
      // One process by itself finds what it held free at its start, as with the embedded database.
      FAULTS_IS_ALONE: role === "all" ? "1" : "0",
      ...variables,
    });
    started.push(product);
    return product;
  };
  const isOne = group.processes === 1;
  const [web, ...others] = await Promise.all(
    (isOne ? (["all"] as const) : (["web", "worker", "worker"] as const)).map((role) => start(role)),
  );
  if (!web) throw new Error("nothing was started");
  await services?.serve(database);
  let inDoubt = 0;
  return {
    size,
    database,
    platforms,
    load,
    services,
    processes: { web, workers: isOne ? [web] : others },
    start,
    inDoubt: (sends) => {
      inDoubt += sends;
    },
    doubts: () => inDoubt + Object.values(platforms.proxies).reduce((sum, proxy) => sum + proxy.ambiguous(), 0),
    close: async () => {
      load.stop();
      for (const product of started) product.signal("SIGKILL");
      await Promise.all(started.map(({ ended }) => ended));
      await services?.close();
      await platforms.close();
      await database.close();
    },
  };
}
