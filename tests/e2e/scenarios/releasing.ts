import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { DeskedConversation, SentFile } from "../../support/surfaces/surface.ts";
import { waitFor } from "../../support/wait-for.ts";
import type { Scenario, Stage } from "./scenario.ts";

const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

/** Files of staff, which go to customers after somebody else has released them. */
export const releasing: readonly Scenario[] = [
  {
    name: "a file of the owner waits for somebody else, who opens it and lets it go; it then goes at once for 90 days",
    proves: ["[file_ask]", "approvals", "[file_open]", "[approve]", "[file_send]"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      const file = aFile();
      const number = await asked(stage, about, file);
      await stage.presses(stage.ann, `file_ask:${await noteOf(stage, about)}`);
      await stage.hears(stage.ann, `Asked for already: it waits for approval ${number}`);

      const list = await stage.asks(stage.mia, "/approvals", `${number} · ${about.code}`);
      expect(list.text).toMatch(new RegExp(`${about.customer.name} · Ann · 📎 .+ · (picture|file) / .+ · 1 KB`));
      await stage.presses(stage.mia, `file_open:${await noteOf(stage, about)}:0`, `Open ${number}`);
      await stage.hears(stage.mia, "for you alone");
      await stage.settled();
      expect(stage.surface.customerFiles(about.customer.id)).toEqual([]);
      await stage.presses(stage.mia, `approve:${number}`);
      await stage.hears(stage.ann, `✅ ${number} was approved by Mia`);
      await gets(stage, about, [file]);
      await stage.hears(stage.ann, `✓ Sent to ${about.customer.name}`);

      const next = await stage.takenBy(stage.ann);
      const note = await posted(stage, next, file);
      await stage.presses(stage.ann, `file_ask:${note}`);
      await stage.hears(stage.ann, `Released before (approval ${number})`);
      await stage.presses(stage.ann, `file_send:${note}`);
      await gets(stage, next, [file]);
      expect(
        await stage.row("SELECT changes->'approvals' AS approvals FROM audit_logs WHERE action = 'file.send'"),
      ).toEqual({ approvals: [Number(number)] });
      await stage.presses(stage.ann, `file_send:${note}`);
      await stage.hears(stage.ann, "This file was sent already");
      await gets(stage, next, [file]);
    },
  },
  {
    name: "a release that is 90 days old does not count, and a rejected file never goes",
    proves: ["[file_ask]", "approve", "reject"],
    run: async (stage) => {
      const file = aFile();
      const first = await stage.takenBy(stage.ann);
      await stage.asks(stage.mia, `/approve ${await asked(stage, first, file)}`, "is on its way");
      await gets(stage, first, [file]);
      await stage.product.db
        .system("approvals")
        .where({ conversation_id: first.id })
        .update({ decided_at: new Date(stage.product.clock.now().getTime() - 91 * 24 * 60 * 60_000) });
      const about = await stage.takenBy(stage.ann);
      const number = await asked(stage, about, file);
      await stage.asks(stage.mia, `/reject ${number} outdated fees`, `Rejected: ${number} will not be sent`);
      await stage.hears(stage.ann, `⛔ ${number} was rejected by Mia`, "outdated fees");
      await stage.settled();
      expect(stage.surface.customerFiles(about.customer.id)).toEqual([]);
    },
  },
  {
    name: "a file is not released once its owner has lost the conversation",
    proves: ["[file_ask]", "approve", "release"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      const number = await asked(stage, about, aFile());
      await stage.asks(stage.ann, "/release now", `${about.code} is back with the bot`, about);
      await stage.asks(
        stage.mia,
        `/approve ${number}`,
        `${number} is not sent: who asked has the conversation no more`,
      );
      await stage.settled();
      expect(stage.surface.customerFiles(about.customer.id)).toEqual([]);
      expect(await stage.row("SELECT status FROM approvals WHERE number = ?", number)).toEqual({ status: "pending" });
    },
  },
];

function aFile(): SentFile {
  return { name: "fees.png", mimeType: "image/png", bytes: Buffer.concat([PNG, randomBytes(32)]) };
}

/** Ann posts a file and asks for its release; gives the approval's number. */
async function asked(stage: Stage, about: DeskedConversation, file: SentFile): Promise<string> {
  await stage.presses(stage.ann, `file_ask:${await posted(stage, about, file)}`);
  const number = await waitFor("the approval", async () => {
    const row = await stage.row("SELECT number FROM approvals WHERE conversation_id = ? AND kind = 'file'", about.id);
    return row?.["number"];
  });
  await stage.hears(stage.ann, `when somebody else approves ${number}`);
  return String(number);
}

/** A file of Ann's that has been fetched; gives the note that it is. */
async function posted(stage: Stage, about: DeskedConversation, file: SentFile): Promise<string> {
  stage.surface.posts(stage.ann.id, file, about);
  const note = await waitFor("the file", async () => (await noteOf(stage, about)) || null);
  await stage.hears(stage.ann, `⏸ File, not sent to ${about.customer.name}`);
  return note;
}

async function noteOf(stage: Stage, about: DeskedConversation): Promise<string> {
  const row = await stage.row(
    "SELECT id FROM messages WHERE conversation_id = ? AND direction = 'internal' AND media_url IS NOT NULL",
    about.id,
  );
  return row ? String(row["id"]) : "";
}

/** The customer has these files, and no other. */
async function gets(stage: Stage, about: DeskedConversation, files: SentFile[]): Promise<void> {
  const got = () => stage.surface.customerFiles(about.customer.id);
  await waitFor("the file", () => got().length >= files.length);
  await stage.settled();
  // Some platforms forget the names of pictures.
  expect(got().map(({ bytes }) => bytes && [...bytes])).toEqual(
    files.map(({ bytes }, index) => (got()[index]?.bytes ? [...bytes] : null)),
  );
}
