import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
beforeAll(async () => {
  cli = await openDeskhandCli();
  await cli.run(["user", "add", "ann@example.com", "--name", "Ann", "--role", "team_lead"]);
  await cli.run(["team", "add", "Gold"]);
});
afterAll(() => cli.close());

const json = async (...args: string[]) => JSON.parse((await cli.run([...args, "--json"])).stdout);

describe("what is kept of an organisation, a person, a team and a tag", () => {
  it("is set for an organisation", async () => {
    await cli.run(["org", "set", "default", "--plan", "pro", "--logo-url", "https://example.com/a.png"]);
    expect(await json("org", "list")).toMatchObject([{ plan: "pro", logoUrl: "https://example.com/a.png" }]);
  });

  it("is set for a person, and taken away by an empty value", async () => {
    const details = [
      "--department",
      "vip",
      "--level",
      "expert",
      "--hired-at",
      "2026-01-05",
      "--phone",
      "+44 20 7946 0018",
    ];
    await cli.run(["user", "set", "ann@example.com", ...details]);
    await cli.run(["user", "set", "ann@example.com", "--phone", "", "--avatar-url", "https://example.com/ann.png"]);
    expect(await json("user", "list")).toMatchObject([
      {
        department: "vip",
        level: "expert",
        hiredAt: "2026-01-05",
        phone: null,
        avatarUrl: "https://example.com/ann.png",
      },
    ]);
  });

  it("is how customers are told of a person, changed part by part and never to a colleague's name", async () => {
    await cli.run(["user", "add", "bob@example.com", "--name", "Bob", "--role", "agent"]);
    await cli.run(["user", "set", "bob@example.com", "--public-name", "Robert Li", "--licence", "AR 001/26"]);
    await cli.run(["user", "set", "bob@example.com", "--licence", ""]);
    expect((await json("user", "list"))[1]).toMatchObject({ publicName: "Robert Li", licence: null });
    const taken = await cli.run(["user", "set", "ann@example.com", "--public-name", "robert li"]);
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining("A colleague is known by that name")]);
    const odd = await cli.run(["user", "set", "bob@example.com", "--public-name", "{name} 😀"]);
    expect([odd.code, odd.stderr]).toEqual([1, expect.stringContaining("publicName may hold letters")]);
  });

  it("is set for a team", async () => {
    await cli.run(["team", "set", "Gold", "--set", "leader=ann@example.com", "description=Large accounts"]);
    expect(await json("team", "list")).toMatchObject([{ leader: "Ann", description: "Large accounts" }]);
  });

  it("is set for a tag", async () => {
    const shown = ["--color", "#1a73e8", "--icon", "🥇", "--category", "value", "--order", "3"];
    await cli.run(["tag", "set", "whale", ...shown, "--description", "More than 100,000"]);
    expect(await json("tag", "list")).toMatchObject([
      { name: "whale", color: "#1a73e8", icon: "🥇", category: "value", order: 3, description: "More than 100,000" },
    ]);
  });

  it.each([
    [["org", "set", "default", "--plan", "gold"], "plan must be one of"],
    [["org", "set", "nobody", "--plan", "pro"], 'There is no organisation "nobody"'],
    [["user", "set", "ann@example.com"], "Say what to change"],
    [["user", "set", "ann@example.com", "--hired-at", "soon"], "hiredAt must be a day"],
    [["team", "set", "Gold", "--set", "leader=nobody@example.com"], "There is no user"],
    [["tag", "set", "whale", "--color", "blue"], "color must be a colour"],
    [["tag", "set", "whale", "--order", "many"], "displayOrder"],
  ])("is refused where it does not fit: %j", async (args, words) => {
    const ran = await cli.run(args);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(words);
  });
});
