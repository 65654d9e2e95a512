// The values of the columns with a CHECK, once: the TypeScript union and the constraint come from the same list, and a
// test compares them. Synonyms of both documents are merged (document B's `employee` is `agent`).
export const roles = [
  "super_admin",
  "admin",
  "manager",
  "team_lead",
  "agent",
  "sales",
  "trainer",
  "compliance",
  "readonly",
] as const;
export type Role = (typeof roles)[number];

/** Document B: ToFu / MoFu / BoFu / VIP / 培训. */
export const departments = ["tofu", "mofu", "bofu", "vip", "training"] as const;
/** Document B: 新人 / 组员 / A级执行者 / 精英 / 高手 / 主管. */
export const employeeLevels = ["newcomer", "member", "a_executor", "elite", "expert", "supervisor"] as const;
export const userStatuses = ["active", "inactive", "suspended"] as const;
export const presences = ["online", "busy", "away"] as const;
export type Presence = (typeof presences)[number];
