import { expect } from "vitest";
import type { DeskedConversation, SentFile } from "../../support/surfaces/surface.ts";
import { waitFor } from "../../support/wait-for.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** Files that become knowledge by a press, posted at the desk outside of every conversation. */
export const importing: readonly Scenario[] = [
  {
    name: "a file that a manager posts is imported by a press, answers at once, and is imported once",
    proves: ["[kb_import]"],
    // Of members' files a WeCom app is told nothing: its callbacks know texts, pictures, voice, videos, places and links.
    isImpossibleOn: ["wecom"],
    run: async (stage) => {
      await posted(stage, stage.mia.id, page("spread.html", "<h1>Spread</h1><p>The spread of gold is 25 points.</p>"));
      await stage.hears(stage.mia, "spread.html", "Import into the knowledge base?");
      await stage.presses(stage.mia, `kb_import:${await newest(stage)}:0`);
      await stage.hears(stage.mia, "Imported into “default”", "Documents: 1 new");
      await stage.asks(stage.ann, "/ask What is the spread of gold?", "25 points");
      await stage.presses(stage.mia, `kb_import:${await newest(stage)}:0`);
      await stage.hears(stage.mia, "These files were given to “default” already");
      const trail = await stage.row(
        "SELECT changes->'files' AS files FROM audit_logs WHERE action = 'knowledge.import' AND user_id IS NOT NULL",
      );
      expect(trail).toEqual({ files: ["spread.html"] });
    },
  },
  {
    name: "a file that cannot be read is answered with the reason, and one of an agent is not offered at all",
    proves: ["[kb_import]"],
    isImpossibleOn: ["wecom"],
    run: async (stage) => {
      await posted(stage, stage.ann.id, page("ours.html", "<p>Words.</p>"));
      await posted(stage, stage.mia.id, { ...page("broken.pdf", "no PDF"), mimeType: "application/pdf" });
      await stage.hears(stage.mia, "broken.pdf", "Import into the knowledge base?");
      await stage.presses(stage.mia, `kb_import:${await newest(stage)}:0`);
      await stage.hears(stage.mia, "Nothing could be imported", "broken.pdf: The PDF is damaged");
      await stage.settled();
      const offered = await stage.row(
        "SELECT count(*)::int AS n FROM knowledge_imports WHERE files::text LIKE '%ours%'",
      );
      expect(offered).toEqual({ n: 0 });
    },
  },
];

function page(name: string, content: string): SentFile {
  return { name, mimeType: "text/html", bytes: Buffer.from(content) };
}

async function posted(stage: Stage, person: string, file: SentFile): Promise<void> {
  // The desk itself, no conversation's thread.
  const nowhere: DeskedConversation = { id: "", code: "", customer: { id: "", name: "" }, thread: null };
  stage.surface.posts(person, file, nowhere);
  await stage.settled();
}

async function newest(stage: Stage): Promise<string> {
  return waitFor("the offer", async () => {
    const row = await stage.row("SELECT id FROM knowledge_imports ORDER BY id DESC");
    return row ? String(row["id"]) : null;
  });
}
