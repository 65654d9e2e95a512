import { audiencesOf, escalationMinutes } from "./escalation.ts";
import { alertKinds, alwaysAtOnce, defaultRules, ruleLabels, thresholdOf } from "./rules.ts";

/** The rules as the documentation shows them, in Markdown. */
export function rulesTable(): string {
  const head = [
    "| rule | what | severity | told at first | then | threshold | cool-down | escalates after | quiet hours |",
    "|---|---|---|---|---|---|---|---|---|",
  ];
  const rows = alertKinds.map((kind) => {
    const rule = defaultRules[kind];
    const [first = [], ...then] = audiencesOf(kind, rule);
    const unit = thresholdOf[kind];
    const minutes = escalationMinutes(rule, rule.severity);
    const cells = [
      `\`${kind}\``,
      `${ruleLabels[kind].en} (${ruleLabels[kind].zh})`,
      rule.severity,
      first.join(", "),
      then.map((step) => step.join(", ")).join("; ") || "–",
      unit ? `${rule.threshold} ${unit.en}` : "–",
      rule.cooldownMinutes === 0 ? "–" : `${rule.cooldownMinutes} min`,
      minutes === null || then.length === 0 ? "never" : `${minutes} min`,
      alwaysAtOnce.includes(kind) ? "ignored, always" : rule.quiet === "hold" ? "held" : "ignored",
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [...head, ...rows].join("\n");
}
