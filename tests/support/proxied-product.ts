import { type DatabaseProxy, startDatabaseProxy } from "./database-proxy.ts";
import { MIGRATED_TEMPLATE } from "./migrated-template.ts";
import { type OpenProduct, startProduct } from "./open-product.ts";
import { createTestDatabase } from "./test-database.ts";

export interface ProxiedProduct extends OpenProduct {
  /** The wire to the database, to be cut. */
  proxy: DatabaseProxy;
  /** A second product on the same database. */
  startAnother(): Promise<OpenProduct>;
  /** Ends the product and starts it again. */
  restart(): Promise<void>;
}

/** The whole product on a database that can be taken away from it. */
export async function openProxiedProduct(variables: Record<string, string>): Promise<ProxiedProduct> {
  const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  const proxy = await startDatabaseProxy(database.url);
  const proxied: ProxiedProduct = {
    ...(await startProduct(proxy.url, variables)),
    proxy,
    startAnother: () => startProduct(proxy.url, variables),
    restart: async () => {
      await stop();
      const again = await startProduct(proxy.url, variables);
      stop = again.close;
      const { close: _, ...rest } = again;
      Object.assign(proxied, rest);
    },
  };
  let stop = proxied.close;
  proxied.close = async () => {
    await stop();
    await proxy.close();
    await database.drop();
  };
  return proxied;
}
