import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { expect } from "vitest";
import { Material } from "../../../domain/content/materials/material.ts";
import { lockMaterials, type MaterialToSave, saveMaterial } from "../../../domain/content/materials/save-material.ts";
import { inOrganization } from "../../../infra/db/organization-scope.ts";
import type { DeskedConversation } from "../../support/surfaces/surface.ts";
import { waitFor } from "../../support/wait-for.ts";
import type { Scenario, Stage } from "./scenario.ts";

const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

/** Pictures and texts of the organisation's own: approved by somebody else, found, looked at, sent, counted. */
export const showing: readonly Scenario[] = [
  {
    name: "a material is found once somebody else approved it, is looked at, and its button sends file and caption",
    proves: ["material", "[material_show]", "[offer_send]", "[approve]", "approvals"],
    run: async (stage) => {
      const bytes = Buffer.concat([PNG, randomBytes(32)]);
      const number = await added(stage, { title: "Overnight fees at a glance", caption: "What a night costs", bytes });
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/material overnight fees", "No approved material fits", about);
      const list = await stage.asks(stage.mia, "/approvals", "Overnight fees at a glance");
      expect(list.text).toContain("📎 fees.png");
      await stage.presses(stage.mia, `approve:${number}`);
      await stage.hears(stage.mia, "is approved: it can be found and sent");

      const found = await stage.asks(stage.ann, "/material overnight fees", "Overnight fees at a glance", about);
      expect(found.text).toContain(`Materials for ${about.customer.name}`);
      expect(found.text).toContain("What a night costs");
      const material = await materialOf(stage, "Overnight fees at a glance");
      await stage.presses(stage.ann, `material_show:${material.version_id}`);
      await stage.hears(stage.ann, "goes to your private chat");
      await stage.settled();
      expect(stage.surface.customerFiles(about.customer.id)).toEqual([]);
      await stage.presses(stage.ann, `offer_send:${await offerOf(stage, about)}`);
      await stage.customerHears(about, "What a night costs");
      await waitFor("the picture", () => stage.surface.customerFiles(about.customer.id).length === 1);
      await stage.settled();
      const use = "SELECT user_id FROM material_uses WHERE material_id = ?";
      expect(await stage.row(use, String(material.id))).toEqual({ user_id: stage.ann.userId });
      expect((await materialOf(stage, "Overnight fees at a glance")).published_count).toBe(1);
    },
  },
  {
    name: "／素材 warns of what is meant for others, and what was changed since it was shown is not sent",
    proves: ["material", "approve", "reject", "[offer_send]"],
    run: async (stage) => {
      const title = "贵宾活动邀请";
      const words = { title, content: "诚邀您参加贵宾活动", stages: ["vip"] as const };
      await stage.asks(stage.mia, `/approve ${await added(stage, words)}`, "is approved");
      const about = await stage.takenBy(stage.ann);
      const found = await stage.asks(stage.ann, "／素材 贵宾活动", title, about);
      expect(found.text).toContain("⚠ Meant for: VIP. This customer is: ");
      const number = await added(stage, { ...words, content: "诚邀您参加秋季贵宾活动", isChange: true });
      await stage.presses(stage.ann, `offer_send:${await offerOf(stage, about)}`);
      await stage.hears(stage.ann, "Not sent: this material is not in force any more");
      await stage.asks(stage.mia, `/reject ${number}`, "Say why");
      await stage.asks(stage.mia, `/reject ${number} no date in it`, "was rejected by Mia");
      await stage.asks(stage.mia, `/approve ${number}`, "does not wait for a decision any more");
      await stage.settled();
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("贵宾活动");
    },
  },
  {
    name: "nothing that sells is shown or sent to a customer whose withdrawal waits",
    proves: ["material", "withdrawal"],
    run: async (stage) => {
      const words = { title: "Autumn promotion week", content: "Ask us about autumn", tags: ["promotion"] };
      await stage.asks(stage.mia, `/approve ${await added(stage, words)}`, "is approved");
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/material autumn promotion week", words.title, about);
      await stage.asks(stage.ann, "/withdrawal 120 USD", "pending", about);
      await stage.presses(stage.ann, `offer_send:${await offerOf(stage, about)}`);
      await stage.hears(stage.ann, "nothing is sold to a customer who asked for their money. Materials that serve");
      await stage.asks(stage.ann, "/material autumn promotion week", "Materials that sell are left out", about);
    },
  },
  {
    name: "a file whose bytes are an approved material's goes out without another decision, and is counted as it",
    proves: ["[file_ask]"],
    run: async (stage) => {
      const bytes = Buffer.concat([PNG, randomBytes(32)]);
      const title = `Opening hours ${stage.surface.platform}`;
      await stage.asks(stage.mia, `/approve ${await added(stage, { title, bytes })}`, "is approved");
      const about = await stage.takenBy(stage.ann);
      stage.surface.posts(stage.ann.id, { name: "fees.png", mimeType: "image/png", bytes }, about);
      const note = await waitFor("the file", () =>
        stage.row(
          "SELECT id FROM messages WHERE conversation_id = ? AND direction = 'internal' AND media_url IS NOT NULL",
          about.id,
        ),
      );
      await stage.presses(stage.ann, `file_ask:${note["id"]}`);
      await waitFor("the picture", () => stage.surface.customerFiles(about.customer.id).length === 1);
      await stage.settled();
      const material = await materialOf(stage, title);
      const sent =
        "SELECT changes->'materials' AS materials FROM audit_logs WHERE action = 'file.send' ORDER BY seq DESC";
      expect(await stage.row(sent)).toEqual({ materials: [material.material_code] });
      expect(material.published_count).toBe(1);
    },
  },
];

interface Words {
  title: string;
  content?: string;
  caption?: string;
  tags?: string[];
  stages?: readonly "vip"[];
  bytes?: Buffer;
  /** Of the one with this title. */
  isChange?: boolean;
}

/** A material as the command line adds it; gives the number of the approval that it waits for. */
async function added(stage: Stage, words: Words): Promise<string> {
  const { db, blobs, clock } = stage.product;
  const { title, content = null, caption = null, tags = [], stages = [], bytes } = words;
  const options = { maxBytes: 1024, mimeType: "image/png" };
  const file = bytes ? await blobs.put(stage.orgId, Readable.from([bytes]), options) : null;
  const code = words.isChange ? String((await materialOf(stage, title)).material_code) : null;
  const material: MaterialToSave = {
    ...{ code, figures: {}, isActive: null, authorId: null },
    words: {
      ...{ type: file ? "image" : "text", category: "general", subcategory: null, title, content, caption, tags },
      ...{ hashtags: [], purpose: null, suitableStages: [...stages], thumbnailUrl: null },
      mediaUrl: file && `blob:${file.sha256}`,
      fileName: file && "fees.png",
      mimeType: file && "image/png",
    },
  };
  const { material: saved } = await inOrganization(db, stage.orgId, async (scope) => {
    await lockMaterials(scope);
    const deps = { by: { actor: "cli" as const }, at: clock.now(), approval: null, findClaims: () => [] };
    return saveMaterial(scope, material, deps);
  });
  const row = await stage.row(
    "SELECT number FROM approvals WHERE kind = 'material' AND status = 'pending' AND resource_id = ?",
    saved.id,
  );
  return String(row?.["number"]);
}

async function materialOf(stage: Stage, title: string): Promise<Record<string, unknown>> {
  const row = await stage.row(`SELECT * FROM ${Material.tableName} WHERE title = ?`, title);
  if (!row) throw new Error(`no material ${title}`);
  return row;
}

async function offerOf(stage: Stage, { id }: DeskedConversation): Promise<string> {
  const row = await stage.row(
    "SELECT id FROM desk_offers WHERE conversation_id = ? AND kind = 'material' ORDER BY created_at DESC",
    id,
  );
  return String(row?.["id"]);
}
