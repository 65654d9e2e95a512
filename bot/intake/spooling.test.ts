import { expect, it } from "vitest";
import { systemClock } from "../../infra/clock.ts";
import { connectOwner } from "../../infra/db/connect.ts";
import { InputError, UnavailableError } from "../../infra/errors.ts";
import { silentLog } from "../../infra/log/log.ts";
import { ownerHere } from "../../infra/spool/owner.ts";
import { createSpool } from "../../infra/spool/spool.ts";
import { lookIntoFolder } from "../../infra/spool/spool-folder.ts";
import { spoolSecrets, useInboxBehindWire } from "../../tests/support/inbox-behind-wire.ts";
import { waitFor } from "../../tests/support/wait-for.ts";
import type { Receipt } from "../ports/adapter.ts";
import { writeArrival } from "./spooled-arrival.ts";
import type { Spooling } from "./spooling.ts";

const inbox = useInboxBehindWire();

function openIntake(options: { maxBytes?: number } = {}) {
  const { intake, ...rest } = inbox.open(options);
  const accept = (id: string, chat = "a") => intake.accept(inbox.source, [receiptOf(id, chat)]);
  return { accept, ...rest };
}

const receiptOf = (externalId: string, chat: string): Receipt => ({ externalId, chat, raw: `{"id":"${externalId}"}` });

const isEmptied = (spooling: Spooling) => waitFor("the spool to be empty", () => !spooling.isOn());

it("keeps on disk what comes while the database is away, and stores it in order when it is back", async () => {
  const { accept, spooling, metrics } = openIntake();
  await accept("1");
  expect(spooling.isOn()).toBe(false);
  await inbox.proxy.cut();
  for (const id of ["2", "3", "4"]) await accept(id);
  expect(spooling.isOn()).toBe(true);
  expect((await metrics.render()).text).toContain("deskhand_spool_records 3");
  expect(await inbox.stored()).toEqual(["1"]);
  await inbox.proxy.restore();
  await isEmptied(spooling);
  await accept("5");
  expect(await inbox.stored()).toEqual(["1", "2", "3", "4", "5"]);
  expect((await lookIntoFolder(inbox.folder)).waiting.files).toBe(0);
  expect((await metrics.render()).text).toMatch(/deskhand_spooled_total 3[\s\S]*deskhand_drained_total 3/);
});

it("stores when a message arrived, not when the database was back", async () => {
  const { accept, spooling } = openIntake();
  await inbox.proxy.cut();
  await accept("1");
  const acknowledged = Date.now();
  await waitFor("some time to pass", () => Date.now() > acknowledged + 300);
  await inbox.proxy.restore();
  await isEmptied(spooling);
  const { received_at } = await inbox.direct
    .system("inbound_receipts")
    .where({ channel_id: inbox.source.channelId })
    .first();
  expect(received_at.getTime()).toBeLessThanOrEqual(acknowledged);
});

it("lets nothing overtake what is on disk, however much comes while it is emptied", async () => {
  const { accept, spooling } = openIntake();
  await inbox.proxy.cut();
  for (let id = 0; id < 50; id++) await accept(`${id}`);
  await inbox.proxy.restore();
  let sent = 50;
  // One after the other, as a platform does with a chat, until well after the last of the disk was stored.
  while (spooling.isOn() || sent < 400) await accept(`${sent++}`);
  expect(await inbox.stored()).toEqual(Array.from({ length: sent }, (_, id) => `${id}`));
});

it("stores nothing twice when it is not known whether the database had taken it", async () => {
  const { accept, spooling } = openIntake();
  await accept("warm");
  // A lock lets the statement wait until the intake has given it up; it is executed nevertheless.
  const trx = await inbox.direct.system.transaction();
  await trx("inbound_receipts").insert({
    ...{ channel_id: inbox.source.channelId, external_id: "held", org_id: inbox.orgId, chat: "a", payload: "{}" },
  });
  const started = performance.now();
  await accept("held");
  expect(performance.now() - started).toBeLessThan(2_500);
  expect(spooling.isOn()).toBe(true);
  await trx.commit();
  await isEmptied(spooling);
  expect(await inbox.stored()).toEqual(["warm", "held"]);
});

it("refuses while the database is away what that would refuse", async () => {
  const { accept } = openIntake();
  await inbox.proxy.cut();
  await accept("1");
  await expect(accept("x".repeat(301))).rejects.toBeInstanceOf(InputError);
  await expect(accept("2", "")).rejects.toBeInstanceOf(InputError);
  await inbox.proxy.restore();
});

it("asks to come again when the spool is full, keeps what it has, and takes more once it is empty", async () => {
  const { accept, spooling } = openIntake({ maxBytes: 1_000 });
  await inbox.proxy.cut();
  const outcomes: PromiseSettledResult<void>[] = [];
  for (const id of ["1", "2", "3", "4", "5"]) outcomes.push(...(await Promise.allSettled([accept(id)])));
  const kept = outcomes.filter(({ status }) => status === "fulfilled").length;
  expect(kept).toBeGreaterThan(0);
  expect(outcomes.at(-1)).toMatchObject({ reason: expect.any(UnavailableError) });
  expect(spooling.canKeep()).toBe(false);
  await inbox.proxy.restore();
  await isEmptied(spooling);
  await accept("later");
  expect(await inbox.stored()).toEqual([...["1", "2", "3", "4", "5"].slice(0, kept), "later"]);
});

it("takes over at its start what a killed process left, before anything newer", async () => {
  const killed = createSpool({
    ...{ folder: inbox.folder, secrets: spoolSecrets, clock: systemClock, log: silentLog, maxBytes: 1_000_000 },
    // A process of this machine that cannot be there: the number is above the highest.
    owner: ownerHere().replace(/^\d+/, "4194305"),
  });
  const arrival = (id: string) => ({
    source: inbox.source,
    arrivedAt: new Date().toISOString(),
    receipts: [receiptOf(id, "a")],
  });
  await killed.append([writeArrival(arrival("1")), writeArrival(arrival("2"))]);
  const next = openIntake();
  await next.spooling.start();
  await next.accept("3");
  await isEmptied(next.spooling);
  expect(await inbox.stored()).toEqual(["1", "2", "3"]);
  // Its file is open still, as nothing really ended.
  await killed.close();
});

it("keeps aside a record that the database refuses, and stores those around it", async () => {
  const { accept, spooling } = openIntake();
  await inbox.proxy.cut();
  await accept("1");
  await accept("refused");
  await accept("3");
  await refuseReceipt("refused");
  await inbox.proxy.restore();
  await isEmptied(spooling);
  expect(await inbox.stored()).toEqual(["1", "3"]);
  expect((await lookIntoFolder(inbox.folder)).aside).toMatchObject({ files: 1 });
});

it("tells managers of each organisation what waited, and of a mere moment nothing", async () => {
  const { accept, spooling } = openIntake();
  await inbox.proxy.cut();
  await accept("1");
  await inbox.proxy.restore();
  await isEmptied(spooling);
  await spooling.close();
  expect(await notices()).toEqual([]);

  const again = openIntake();
  await inbox.proxy.cut();
  await again.accept("2");
  await again.accept("3");
  inbox.clock.aheadMs = 60_000;
  await inbox.proxy.restore();
  const told = await waitFor("the notice", async () => (await notices())[0]);
  expect(told).toMatchObject({
    orgId: inbox.orgId,
    title: {
      en: expect.stringMatching(/^The database was away: 2 messages that came from [0-9: -]+ to/),
      zh: expect.stringContaining("2 条消息"),
    },
  });
});

async function notices(): Promise<{ orgId: string; title: Record<string, string> }[]> {
  const jobs: { payload: { orgId: string; title: Record<string, string> } }[] = await inbox.direct.system
    .raw(
      "SELECT payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE t.identifier = 'tell_managers'",
    )
    .then(({ rows }) => rows);
  return jobs.map(({ payload }) => payload);
}

/** A text that the database takes from nobody. */
async function refuseReceipt(externalId: string): Promise<void> {
  const owner = connectOwner(inbox.url);
  await owner.raw(
    `CREATE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'check_violation'; END $$;
     CREATE TRIGGER refuse_one BEFORE INSERT ON inbound_receipts FOR EACH ROW
       WHEN (NEW.external_id = '${externalId}') EXECUTE FUNCTION refuse_one()`,
  );
  await owner.destroy();
}
