import { expect } from "vitest";
import type { Scenario } from "./scenario.ts";

/** What an organisation has set. */
export const setting: readonly Scenario[] = [
  {
    name: "/setting shows a setting, changes it for everybody at once, and takes it back",
    proves: ["setting"],
    run: async (stage) => {
      await stage.asks(stage.mia, "/setting", "delivery.join_seconds 0");
      await stage.asks(stage.mia, "/setting kpi", "kpi.leaderboard false");
      await stage.asks(stage.mia, "/设置 kpi.leaderboard", "It takes: true or false");
      await stage.asks(stage.ben, "/kpi board", "The leaderboard is off here");
      await stage.asks(stage.mia, "/setting kpi.leaderboard on", "kpi.leaderboard is true now; it was false");
      await stage.asks(stage.mia, "/setting kpi.leaderboard true", "kpi.leaderboard is true already");
      await stage.asks(stage.ben, "/kpi board today", "goes to your private chat");
      await stage.asks(stage.mia, "/setting kpi.leaderboard reset", "kpi.leaderboard is false now; it was true");
      await stage.asks(stage.ben, "/kpi board", "The leaderboard is off here");
      const trail =
        "SELECT changes, user_id AS by FROM audit_logs WHERE action = 'setting.change' AND changes ->> 'key' = ? ORDER BY seq DESC";
      const changes = { key: "kpi.leaderboard", before: true, after: null };
      expect(await stage.row(trail, "kpi.leaderboard")).toEqual({ changes, by: stage.mia.userId });
    },
  },
  {
    name: "/setting refuses who may not, what there is not, and a value that does not fit, with what does",
    proves: ["setting"],
    run: async (stage) => {
      await stage.asks(stage.ann, "/setting kpi.leaderboard on", "may not use /setting");
      await stage.asks(stage.mia, "/setting conduct.hotline 123", "may not change conduct.hotline");
      await stage.asks(stage.mia, "/setting kpi.leaderbord on", "Did you mean kpi.leaderboard?");
      await stage.asks(stage.mia, "/setting files.link_minutes 0", "It takes: whole minutes, 1 to 1440");
      await stage.asks(stage.mia, "/setting routing.default_team Nobody-here", "There is no team");
      const stored = await stage.row(
        "SELECT count(*)::int AS set FROM settings WHERE key IN (?, 'conduct.hotline')",
        "files.link_minutes",
      );
      expect(stored).toEqual({ set: 0 });
    },
  },
];
