import { expect } from "vitest";
import { announceChannels } from "../../../bot/channels/announce-channels.ts";
import { setTeam } from "../../../domain/organisation/set-team.ts";
import { inOrganization } from "../../../infra/db/organization-scope.ts";
import { addTeam } from "../../support/add-team.ts";
import { waitFor } from "../../support/wait-for.ts";
import type { Scenario, Stage } from "./scenario.ts";

const CARD = "4111 1111 1111 1111";

/** What of a customer's words not everybody may read, and who read them all the same. */
export const confiding: readonly Scenario[] = [
  {
    name: "/reveal and the button under a masked line show it to who asks, to them alone, and keep that they did",
    proves: ["reveal", "[reveal_message]"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      stage.surface.customerWrites(about.customer.id, `My card is ${CARD}`);
      await stage.hears(stage.ann, "My card is 4111 **** **** 1111");
      const said = "SELECT id FROM messages WHERE conversation_id = ? AND content LIKE '%4111%'";
      await stage.presses(stage.ann, `reveal_message:${(await stage.row(said, about.id))?.["id"]}`);
      await stage.hears(stage.ann, "for you alone, and logged", `My card is ${CARD}`);
      await stage.settled();
      for (const other of [stage.ben, stage.mia]) expect(everythingSeenBy(stage, other)).not.toContain(CARD);
      await stage.asks(stage.mia, "/查看原文", `My card is ${CARD}`, about);
      await stage.settled();
      expect(everythingSeenBy(stage, stage.ben)).not.toContain(CARD);
      const looks = `SELECT string_agg(u.name, ', ' ORDER BY a.created_at) AS names FROM audit_logs a JOIN users u ON u.id = a.user_id
        WHERE a.action = 'message.reveal' AND a.changes->>'conversation' = ?`;
      expect(await stage.row(looks, about.code)).toEqual({ names: "Ann, Mia" });
    },
  },
  {
    name: "the button under a customer's file gives whoever presses a link of their own, and each opening is kept",
    proves: ["[file_open]"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      const bytes = Buffer.from("%PDF-1.7 a statement of account");
      stage.surface.customerSends(about.customer.id, { name: "statement.pdf", mimeType: "application/pdf", bytes });
      const file = await waitFor("the file to be here", () =>
        stage.row("SELECT id FROM messages WHERE conversation_id = ? AND media_url IS NOT NULL", about.id),
      );
      await stage.presses(stage.ann, `file_open:${file["id"]}:0`);
      await stage.hears(stage.ann, "for you alone, for");
      await stage.settled();
      expect(everythingSeenBy(stage, stage.ben)).not.toContain("for you alone, for");
      const made =
        "SELECT substring(content::text FROM '/files/([A-Za-z0-9_-]+)') AS token FROM deliveries WHERE conversation_id IS NULL AND content::text LIKE '%/files/%' ORDER BY created_at DESC LIMIT 1";
      const token = (await stage.row(made))?.["token"];
      const opened = await fetch(`${stage.url}/files/${token}/content`);
      expect(Buffer.from(await opened.arrayBuffer())).toEqual(bytes);
      const openings = `SELECT u.name FROM audit_logs a JOIN users u ON u.id = a.user_id WHERE a.action = 'file.open'`;
      expect(await stage.rows(openings)).toEqual([{ name: "Ann" }]);
    },
  },
  {
    name: "/consent lets a pinned team's customer be read outside the region, until it is withdrawn",
    proves: ["consent"],
    run: async (stage) => {
      await pinned(stage, async () => {
        const customer = stage.newCustomer("I want to talk to a human about policy 7222");
        const about = await stage.conversationOf(customer);
        await stage.asks(stage.ann, "/take", `Ann has taken ${about.code}`, about);
        stage.surface.customerWrites(customer.id, "It is policy 7333, my card is 4000 0566 5566 5556");
        await stage.hears(stage.ann, "Text withheld: region");
        await stage.asks(stage.ann, "/reveal", "Text withheld: region", about);
        await stage.asks(stage.ann, "/handover Ben", `Ann offered ${about.code} to Ben`, about);
        await stage.hears(stage.ben, `Ann offers Ben ${about.code}`, "Text withheld: region");
        await stage.settled();
        await stage.asks(stage.ann, "/consent granted here by phone", "may not use /consent", about);
        await stage.asks(stage.mia, "/consent granted here signed form 12", `Kept: ${customer.name} agreed`, about);
        stage.surface.customerWrites(customer.id, "It is policy 7444");
        await stage.hears(stage.ann, "It is policy 7444");
        await stage.asks(stage.mia, "/跨境同意 撤回 此处 电话要求", "no longer agrees", about);
        stage.surface.customerWrites(customer.id, "It is policy 7555");
        await stage.settled();
        const seen = [stage.ann, stage.ben, stage.mia].map((person) => everythingSeenBy(stage, person)).join();
        for (const withheld of ["7222", "7333", "5566", "7555"]) expect(seen).not.toContain(withheld);
        const kept = `SELECT string_agg(state || ': ' || source, ', ' ORDER BY created_at, id) AS kept FROM consents
          WHERE kind = 'cross_border' AND customer_id = (SELECT customer_id FROM conversations WHERE id = ?)`;
        expect(await stage.row(kept, about.id)).toEqual({ kept: "granted: signed form 12, withdrawn: 电话要求" });
      });
    },
  },
];

/** While customers are those of a team that is pinned to a region, of which nobody says that the platform is in it. */
async function pinned(stage: Stage, run: () => Promise<void>): Promise<void> {
  const teamId = await addTeam(stage, "Pinned", [stage.ann.userId, stage.ben.userId]);
  const pinTo = async (region: "cn" | null) => {
    await inOrganization(stage.product.db, stage.orgId, async (scope) => {
      await setTeam(scope, { actor: "cli" }, teamId, { region });
      await announceChannels(scope);
    });
    await waitFor("the region", async () => {
      const channel = await stage.product.channels.ofEnvironment(stage.surface.platform);
      return channel?.closedToTeams.has(teamId) === (region !== null);
    });
  };
  await pinTo("cn");
  await stage.set("routing.default_team", "Pinned");
  try {
    await run();
  } finally {
    await stage.product.db.system("settings").where({ key: "routing.default_team" }).delete();
    await pinTo(null);
  }
}

function everythingSeenBy(stage: Stage, { id }: { id: string }): string {
  return stage.surface
    .sees(id)
    .map(({ text }) => text)
    .join("\n");
}
