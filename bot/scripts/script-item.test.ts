import { expect, it } from "vitest";
import { Script } from "../../domain/content/script.ts";
import { scriptItem } from "./script-item.ts";

const values = { customerName: "Carl", agentName: "Ann", company: "Broker", facts: {} };

it.each([
  ["zh", null, "Hello from {agent_name}.", "以下内容目前仅能以英文提供。\n\nHello from Ann."],
  ["en", "您好，我是{agent_name}。", null, "We can give you the following in Chinese only.\n\n您好，我是Ann。"],
] as const)(
  "for who speaks %s a script without such words is given in the other language, saying so",
  (language, contentCn, contentEn, text) => {
    const script = Script.fromJson({ id: "s", version: 2, contentCn, contentEn }, { skipValidation: true });
    const item = scriptItem(script, "S", { language, values });
    expect(item).toMatchObject({ text, missing: [], script: { id: "s", version: 2 } });
    expect(item.note?.en).toContain("the customer is told so");
  },
);

it("a script in the customer's language has no such line", () => {
  const script = Script.fromJson(
    { id: "s", version: 1, contentCn: "您好", contentEn: "Hello" },
    { skipValidation: true },
  );
  expect(scriptItem(script, "S", { language: "en", values })).toMatchObject({ text: "Hello", missing: [] });
});
