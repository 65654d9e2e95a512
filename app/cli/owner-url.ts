import type { Tool } from "./tool.ts";

/** The connection string of the schema's owner, without migrating: the environment's, else the embedded server's. */
export async function ownerUrl(tool: Tool): Promise<string> {
  const environment = await tool.environment();
  if (environment.DATABASE_URL) return environment.DATABASE_URL;
  const { openEmbeddedPostgres } = await import("../../infra/embedded-postgres/open-embedded-postgres.ts");
  const opening = openEmbeddedPostgres({
    dataDir: environment.DESKHAND_DATA_DIR,
    role: "tool",
    log: await tool.log(),
  });
  tool.closeAtEnd(async () => (await opening.catch(() => null))?.close());
  return (await opening).url;
}
