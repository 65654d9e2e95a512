import { sealAudit } from "../../domain/control/seal-audit.ts";
import { connectDatabase } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { addApprovedScripts, brokerScripts } from "../support/approved-scripts.ts";
import { importFaqs } from "../support/faqs.ts";
import { type OpenProduct, startProduct } from "../support/open-product.ts";
import { emulators, SECOND_MS } from "../support/surfaces/open-staffed-desk.ts";
import { staffedDesk } from "../support/surfaces/staffed-desk.ts";
import type { DeskedConversation } from "../support/surfaces/surface.ts";
import { waitFor } from "../support/wait-for.ts";
import type { ScaleDesk } from "./drive.ts";

const FISH = "Big Fish";

/** The whole product on a database that is full already, with people at its desk. */
export async function openScaleDesk(databaseUrl: string): Promise<ScaleDesk> {
  await sealEverything(databaseUrl);
  const emulated = await emulators.telegram();
  const product = await startProduct(databaseUrl, emulated.settings, { paceSecondMs: SECOND_MS, regularJobs: "" });
  await importFaqs(product);
  await addApprovedScripts(product, brokerScripts);
  const surface = await emulated.connect(product);
  const desk = staffedDesk(product, surface);
  const crew = {
    ann: await desk.hire("Ann", "agent"),
    ben: await desk.hire("Ben", "agent"),
    mia: await desk.hire("Mia", "manager"),
    cora: await desk.hire("Cora", "compliance"),
  };
  await desk.presence("online", ...Object.values(crew));
  await desk.set("delivery.join_seconds", 0);
  await desk.set("routing.mode", "manual");
  const person = surface.addCustomer(FISH);
  const code = await knowAs(product, person);
  surface.customerWrites(person, "I want to talk to a human");
  const about = await waitFor("the conversation at the desk", () => deskedConversation(product, person));
  await desk.settled();
  const close = async () => {
    await product.close();
    await emulated.close();
  };
  return { ...desk, ...crew, fish: { about, code }, close };
}

/** The customer with the most conversations is somebody who writes here: gives their code. */
async function knowAs({ orgId, product: { db } }: OpenProduct, externalUserId: string): Promise<string> {
  const [channel, customer] = [
    await db
      .system("channels")
      .where({ org_id: orgId, platform: "telegram" })
      .whereNot({ name: "archive" })
      .first("id"),
    await db.system("customers").where({ org_id: orgId, customer_code: "CUST_900000" }).first("id"),
  ];
  await db.system("customers").where({ id: customer.id }).update({ name: FISH });
  await db.system("customer_identities").insert({
    id: newId(),
    org_id: orgId,
    channel_id: channel.id,
    platform: "telegram",
    external_user_id: externalUserId,
    customer_id: customer.id,
  });
  return "CUST_900000";
}

/** Of their conversations the one that came over the channel that is served here. */
async function deskedConversation({ rows }: OpenProduct, person: string): Promise<DeskedConversation | null> {
  const [row] = await rows<{ id: string; number: string; thread: string }>(
    `SELECT v.id, v.number, t.thread_id AS thread FROM conversations v
     JOIN desk_threads t ON t.conversation_id = v.id AND t.thread_id IS NOT NULL WHERE v.chat = ?`,
    [person],
  );
  return row ? { id: row.id, code: `C${row.number}`, customer: { id: person, name: FISH }, thread: row.thread } : null;
}

/** The trail has its seals, as where a product has run all the time. */
async function sealEverything(databaseUrl: string): Promise<void> {
  const db = connectDatabase(databaseUrl, { app: 1, system: 1 });
  for (const orgId of await db.system("organizations").pluck("id")) {
    while (!(await inOrganization(db, orgId, sealAudit)).isDone);
  }
  await db.close();
}
