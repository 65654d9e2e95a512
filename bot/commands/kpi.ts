import { showBoard } from "../performance/board.ts";
import { showFigures } from "../performance/show-figures.ts";
import type { Command } from "./command.ts";

const BOARD = /^(?:board|leaderboard|排行榜|排行)(?:\s+|$)/i;

/** One's own figures, a team's or everybody's, and the leaderboard. */
export const kpi: Command = {
  name: "kpi",
  words: ["绩效", "业绩"],
  permission: "performance.read",
  usage: "[WHO|TEAM|all] [PERIOD] | board [PERIOD|on|off]",
  description: {
    en: "Figures of service and sales with a chart, in private",
    zh: "私聊发送服务与销售绩效及图表",
  },
  plan: (setting, args) => {
    const board = BOARD.exec(args.trim());
    return board ? showBoard(setting, args.trim().slice(board[0].length)) : showFigures(setting, args);
  },
};
