import { expect } from "vitest";
import type { ModelRequest } from "../../support/scripted-model.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** What a model puts into another language, for staff to read or to send. */
export const translating: readonly Scenario[] = [
  {
    name: "/translate reads the customer's last message to the asker, and drafts the asker's words, which a press sends",
    proves: ["translate", "[offer_send]"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      scriptTranslations(stage, {
        "I want to talk to a human": "我想找人工客服",
        资金将在3天内到账: "The funds arrive within 3 days",
      });
      const read = await stage.asks(stage.ann, "/translate zh", "我想找人工客服", about);
      expect(read.text).toContain("machine translation into Chinese");
      const draft = await stage.asks(stage.ann, "/翻译 资金将在3天内到账", "The funds arrive within 3 days", about);
      expect(draft.text).toContain("nothing was sent");
      await stage.settled();
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("The funds arrive");
      await stage.presses(stage.ann, `offer_send:${(await stage.row(ofTranslation, about.id))?.["id"]}`);
      await stage.customerHears(about, "The funds arrive within 3 days");
      const sent = `SELECT act->>'why' AS why FROM deliveries
        WHERE conversation_id = ? AND audience = 'customer' AND content::text LIKE '%The funds%'`;
      expect(await stage.row(sent, about.id)).toEqual({ why: "translation" });
    },
  },
  {
    name: "/translate says which figure the translation lost, and hands it out only to be changed",
    proves: ["translate", "[offer_edit]"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      scriptTranslations(stage, { 手续费为30美元: "The fee is small" });
      const draft = await stage.asks(stage.ann, "/translate 手续费为30美元", "The fee is small", about);
      expect(draft.text).toMatch(/not in the translation: 30/);
      const { id } = (await stage.row(ofTranslation, about.id)) ?? {};
      await stage.presses(stage.ann, `offer_edit:${id}`);
      const shown = stage.surface.sees(stage.ann.id).flatMap(({ buttons }) => buttons.map((button) => button.id));
      expect(shown).not.toContain(`offer_send:${id}`);
      await stage.hears(stage.ann, "send it as your next line");
      stage.line(stage.ann, "The fee is 30 dollars", about);
      await stage.customerHears(about, "The fee is 30 dollars");
    },
  },
];

const ofTranslation = "SELECT id FROM desk_offers WHERE conversation_id = ? AND kind = 'translation'";

function scriptTranslations({ model }: Stage, translations: Record<string, string>): void {
  model.script((request) => {
    const translation = translations[textOf(request) ?? ""];
    return translation === undefined ? { status: 500 } : { say: JSON.stringify({ translation }) };
  });
}

/** Undefined for what asks for something else than a translation. */
function textOf({ messages }: ModelRequest): string | undefined {
  return JSON.parse(messages.at(-1)?.content ?? "{}").text;
}
