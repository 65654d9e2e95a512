import type { Drive, ScaleDesk } from "./drive.ts";

type Who = "ann" | "ben" | "mia" | "cora";

/** A command about the conversation of the customer who wrote for years, and words of its answer. */
const here = (name: string, who: Who, line: string, words: string | ((desk: ScaleDesk) => string)): Drive => ({
  name: `/${name}`,
  run: (desk) => desk.asks(desk[who], `/${line}`, typeof words === "string" ? words : words(desk), desk.fish.about),
});

/** A command that is about no conversation. */
const alone = (name: string, who: Who, line: string | ((desk: ScaleDesk) => string), words: string): Drive => ({
  name: `/${name}`,
  run: (desk) =>
    desk.asks(desk[who], `/${typeof line === "string" ? line : line(desk)}`, words).catch((error: Error) => {
      throw new Error(
        `${error.message}; they saw: ${desk.surface
          .sees(desk[who].id)
          .slice(-3)
          .map(({ text }) => text)
          .join(" | ")}`,
      );
    }),
});

const code = ({ fish }: ScaleDesk) => fish.about.code;

/** Every command of staff, in an order in which each finds what it is about. */
export const commandDrives: readonly Drive[] = [
  alone("help", "mia", "help", "/assign"),
  alone("queue", "mia", "queue", "waiting"),
  alone("sla", "mia", "sla", "overdue"),
  here("take", "ann", "take", (desk) => `Ann has taken ${code(desk)}`),
  alone("mine", "ann", "mine", "You have"),
  here("customer", "ann", "customer", "Code: CUST_"),
  here("customer", "ann", "customer timeline", "20"),
  here("customer", "ann", "customer conversations", "C1"),
  here("customer", "ann", "customer funds", "USD"),
  here("customer", "ann", "customer memories", ""),
  here("memory", "ann", "memory", "emembered"),
  here("memory", "ann", "memory find statement", ""),
  here("customer", "ann", "customer set city Lisbon", "→ Lisbon"),
  alone("customer", "mia", ({ fish }) => `customer ${fish.code}`, fishCode()),
  alone("customer", "mia", "customer city=Shanghai", "CUST_"),
  alone("customer", "mia", "customer phone=+8613800000001", "CUST_"),
  here("history", "mia", "history", "C1"),
  alone("find", "cora", "find 保证金", "for you alone"),
  alone("find", "cora", "find statement account", "for you alone"),
  here("note", "ann", "note likes gold", "Only staff see it"),
  here("tag", "ann", "tag +vip", "+vip"),
  here("stage", "ann", "stage interested", "interested"),
  here("name", "ann", "name Big Fish", "Big Fish"),
  here("contact", "ann", "contact list", "Contact"),
  here("deal", "ann", "deal add Gold account 50,000 USD", "Gold account"),
  here("deal", "ann", "deal list", "Gold account"),
  here("deposit", "ann", "deposit", ""),
  here("deposit", "ann", "deposit 500 USD", "500.00 USD"),
  here("withdrawal", "ann", "withdrawal 70 USD", "70.00 USD"),
  here("withdrawal", "ann", "withdrawal", ""),
  alone("funnel", "mia", "funnel", "private"),
  alone("funnel", "mia", "funnel month", "private"),
  here("lead", "ann", "lead", "L1"),
  alone("lead", "mia", "lead list", "L1"),
  alone("leads", "mia", "leads new", "L1"),
  here("send", "ann", "send Your papers have arrived", "On its way"),
  here("recall", "ann", "recall", "is asked to take it back"),
  here("remind", "ann", "remind in 2h send the form", "set a reminder"),
  here("translate", "ann", "translate zh", ""),
  here("reveal", "mia", "reveal", ""),
  here("consent", "mia", "consent granted here signed form 12", ""),
  alone("ask", "ann", "ask How long does a withdrawal take?", "two to three business days"),
  alone("gaps", "mia", "gaps", ""),
  alone("gaps", "mia", "gaps draft 1 Ask us on weekdays.", ""),
  alone("script", "ann", "script withdrawal", ""),
  alone("intent", "mia", "intent list", ""),
  alone("material", "ann", "material account opening", ""),
  alone("course", "ann", "course", ""),
  alone("setting", "mia", "setting sla", "sla.working_hours"),
  alone("campaign", "mia", "campaign", ""),
  alone("workflow", "mia", ({ fish }) => `workflow of ${fish.code}`, ""),
  alone("alerts", "mia", "alerts", "Overdue"),
  alone("digest", "mia", "digest yesterday", "private"),
  alone("kpi", "mia", "kpi all last month", "Everybody"),
  alone("kpi", "mia", "kpi Ann week", "Ann"),
  alone("kpi", "mia", "kpi board today", "private"),
  alone("roster", "mia", "roster", ""),
  here("hold", "cora", "hold ON matter:scale letter of the regulator", ""),
  here("hold", "cora", "hold OFF matter:scale case closed", ""),
  alone("merge", "mia", "merge", "CUST_"),
  alone("merge", "mia", ({ fish }) => `merge ${fish.code} CUST_900011`, "becomes part of"),
  here("bot", "mia", "bot suggest", ""),
  alone("approvals", "mia", "approvals", ""),
  alone("approve", "mia", "approve 999999", ""),
  alone("reject", "mia", "reject 999999 no promises", ""),
  here("handover", "ann", "handover Ben", "offered"),
  here("assign", "mia", "assign Ben", "Ben"),
  here("release", "ben", "release", (desk) => `${code(desk)} is back with the bot`),
  here("resolve", "mia", "resolve", "resolved"),
  here("reopen", "ben", "reopen", "reopened"),
  alone("open", "ben", ({ fish }) => `open ${fish.code}`, ""),
  alone("presence", "ann", "presence busy", "You are busy"),
  alone("signature", "ann", "signature Ann Public", "Ann Public"),
];

function fishCode() {
  return "Code: CUST_900000";
}
