import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TextIndex } from "../../knowledge/ports/text-index.ts";

interface TextIndexContract {
  name: string;
  create: () => Promise<TextIndex>;
}

const ENTRIES = [
  { id: "fees", title: "", text: "出金手续费是多少？" },
  { id: "time", title: "", text: "出金需要多久到账？" },
  { id: "open", title: "Accounts", text: "To open an account, upload your passport." },
  { id: "close", title: "Closing", text: "Write to us when you want to close it." },
];

/** What every text index promises about finding by words. */
export function textIndexContract({ name, create }: TextIndexContract): void {
  describe(`${name} keeps the text index contract`, () => {
    let index: TextIndex;
    const find = async (query: string, limit = 10) => (await index.search("kb", query, limit)).map(({ id }) => id);

    beforeEach(async () => {
      index = await create();
      await index.upsert("kb", ENTRIES);
    });
    afterEach(async () => {
      await index.drop("kb");
      await index.close();
    });

    it("puts the text with the rarer shared words first", async () => {
      expect(await find("手续费多少")).toEqual(["fees"]);
      expect((await find("出金多久到账"))[0]).toBe("time");
    });

    it.each([
      ["Traditional Chinese", "手續費", "fees"],
      ["full-width letters", "ＰＡＳＳＰＯＲＴ", "open"],
      ["another English ending", "passports uploaded", "open"],
      ["a synonym", "提现多长时间", "time"],
      ["a word of the title", "closing", "close"],
    ])("finds by %s", async (_, query, expected) => {
      expect((await find(query))[0]).toBe(expected);
    });

    it("finds nothing where no word is shared", async () => {
      expect(await find("weather tomorrow")).toEqual([]);
      expect(await find("")).toEqual([]);
      expect(await find("？！ 👍")).toEqual([]);
    });

    it("gives at most as many as asked for, best first, with falling scores", async () => {
      const hits = await index.search("kb", "出金 account close", 3);
      expect(hits).toHaveLength(3);
      const scores = hits.map(({ score }) => score);
      expect([...scores].sort((a, b) => b - a)).toEqual(scores);
      expect(Math.min(...scores)).toBeGreaterThan(0);
    });

    it("replaces an entry that comes again", async () => {
      await index.upsert("kb", [{ id: "fees", title: "", text: "How to fly a kite" }]);
      expect(await find("kite")).toEqual(["fees"]);
      expect(await find("手续费")).toEqual([]);
    });

    it("forgets what is deleted, and does not mind what was never there", async () => {
      await index.delete("kb", ["fees", "never"]);
      await index.delete("nothing", ["never"]);
      expect(await find("手续费")).toEqual([]);
    });

    it("takes an entry back after it was deleted", async () => {
      await index.delete("kb", ["fees"]);
      await index.upsert("kb", ENTRIES.slice(0, 1));
      expect(await find("手续费")).toEqual(["fees"]);
    });

    it("keeps collections apart", async () => {
      await index.upsert("other", [{ id: "x", title: "", text: "手续费" }]);
      expect(await find("手续费")).toEqual(["fees"]);
      await index.drop("other");
      expect(await index.search("other", "手续费", 10)).toEqual([]);
    });

    it("finds nothing in a collection that was never made", async () => {
      expect(await index.search("nothing", "出金", 10)).toEqual([]);
    });
  });
}
