import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
const json = (...args: string[]) => cli.json(["team", ...args]);

beforeAll(async () => {
  cli = await openDeskhandCli();
  await json("add", "London");
  await json("add", "Shanghai");
  await cli.json(["user", "add", "ann@example.com", "--name", "Ann", "--role", "agent"]);
  const token = "bot_token=700100777:AAHtesttesttesttesttest";
  await cli.json(["channel", "add", "telegram", "--name", "main", "--set", token, "region=cn"]);
}, 120_000);
afterAll(() => cli.close());

it("gives a team its places, hours and region, shows them, and takes them back", async () => {
  const places = ["desk=telegram:-100123,telegram/main:-100124", "alert=telegram:-100125"];
  await json("set", "London", "--set", ...places, "timezone=Europe/London", "hours=mon-fri 09:00-17:30", "region=eu");
  expect(await json("list")).toMatchObject([
    {
      name: "London",
      desks: ["telegram/main:-100123", "telegram/main:-100124"],
      alerts: ["telegram/main:-100125"],
      timezone: "Europe/London",
      hasHours: true,
      region: "eu",
    },
    { name: "Shanghai", desks: [], timezone: null, hasHours: false, region: null },
  ]);
  const [channel] = await cli.db.system("channels").select("region");
  expect(channel).toEqual({ region: "cn" });
  await json("set", "London", "--set", "desk=", "timezone=");
  expect(await json("list")).toMatchObject([{ desks: [], timezone: null, hasHours: true }, {}]);
});

it("says where a channel keeps what is shown there", async () => {
  await cli.json(["channel", "set", "main", "--set", "region=eu"]);
  expect(await cli.db.system("channels").select("region")).toEqual([{ region: "eu" }]);
  expect((await cli.run(["channel", "set", "main", "--set", "region=EU!"])).stderr).toContain("must be 1 to 20 of a-z");
});

it("keeps rules in their order, whichever is added or removed", async () => {
  await json("rule", "add", "London");
  await json("rule", "add", "Shanghai", "--language", "zh", "--position", "1");
  expect(await json("rule", "list")).toMatchObject([
    { position: 1, team: "Shanghai", language: "zh" },
    { position: 2, team: "London", language: null },
  ]);
  await json("rule", "remove", "1");
  expect(await json("rule", "list")).toMatchObject([{ position: 1, team: "London" }]);
});

it("puts members on the roster and takes them off it", async () => {
  expect((await cli.run(["team", "shift", "add", "London", "ann@example.com"])).stderr).toContain("not in this team");
  await json("member", "add", "London", "ann@example.com");
  await json("shift", "add", "London", "ann@example.com", "--days", "fri-mon", "--hours", "22:00-06:00");
  const [shift] = (await json("shift", "list", "London")) as { id: string }[];
  expect(shift).toMatchObject({ person: "Ann", kind: "duty", weekdays: [1, 5, 6, 7], from: 22 * 60, to: 6 * 60 });
  await json("shift", "remove", shift?.id ?? "");
  expect(await json("shift", "list")).toEqual([]);
});

it.each([
  [["set", "London", "--set", "timezone=Mars"], "timezone must be a time zone such as Asia/Shanghai"],
  [["set", "London", "--set", "hours=mon 18:00-09:00"], "must be hours by weekday"],
  [["set", "London", "--set", "desk=slack:C0X"], "There is no channel slack"],
  [["set", "London", "--set", "colour=red"], "the keys are desk, alert, timezone, hours, holidays, region"],
  [["rule", "add", "London", "--tier", "Z"], "tier must be one of S, A, B, C"],
  [["rule", "remove", "9"], "There is no rule 9"],
  [["shift", "add", "London", "ann@example.com", "--hours", "9-5"], "is no stretch of time"],
  [["shift", "add", "London", "ann@example.com", "--absence"], "An absence needs its last day"],
  [["set", "Paris", "--set", "region=eu"], 'There is no team "Paris"'],
])("refuses team %j in words", async (args, said) => {
  const { code, stderr } = await cli.run(["team", ...args]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(said) });
});
