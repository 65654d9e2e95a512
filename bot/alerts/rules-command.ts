import type { Language } from "../../domain/language/language.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { saveSetting } from "../../domain/organisation/save-setting.ts";
import { readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { CommandAnswer, CommandContext } from "../commands/command.ts";
import { refuse } from "../desk/refuse.ts";
import { type Inline, paragraph, plainText, type RichText } from "../ports/rich-text.ts";
import { heardByCompliance } from "./firm-rules.ts";
import { quietHoursSchema } from "./quiet-hours.ts";
import { refuseSoftening } from "./refuse-softening.ts";
import {
  type AlertSettings,
  type RuleChange,
  readAlertSettings,
  ruleChangeSchema,
  ruleChanges,
} from "./rule-settings.ts";
import {
  type AlertKind,
  alertKinds,
  alwaysAtOnce,
  complianceOnly,
  isAlertKind,
  ruleLabels,
  thresholdOf,
} from "./rules.ts";

/** `/alerts rules`, `/alerts rules sla_missed`, `/alerts rules sla_missed severity=high cooldown=30`. */
export async function rulesCommand(context: CommandContext, args: string): Promise<CommandAnswer> {
  const [name = "", ...pairs] = args.trim().split(/\s+/u);
  const settings = readAlertSettings(await loadSettings(context.scope));
  if (name === "") return listRules(context, settings, alertKinds);
  if (!isAlertKind(name)) {
    return refuse("alert_rule", {
      en: `There is no rule ${name}. The rules: ${alertKinds.join(", ")}.`,
      zh: `没有规则 ${name}。可用规则：${alertKinds.join("、")}。`,
    });
  }
  if (pairs.length === 0) return listRules(context, settings, [name]);
  mayConfigure(context);
  const change = readChange(name, pairs);
  const stored = readSetting(await loadSettings(context.scope), ruleChanges);
  await save(context, "alerts.rules", { ...stored, [name]: { ...stored[name], ...change } });
  const rules = listRules(context, readAlertSettings(await loadSettings(context.scope)), [name]);
  return [...rules, ...alwaysHeard(name, change, context.language)];
}

/** That compliance hears of it all the same, where the roles that were named leave it out. */
function alwaysHeard(kind: AlertKind, { roles }: RuleChange, language: Language): RichText {
  if (!roles || roles.includes("compliance") || !heardByCompliance.includes(kind)) return [];
  const words = {
    en: `Compliance hears of ${kind} whatever roles are named.`,
    zh: `无论指定哪些角色，合规人员都会收到 ${kind}。`,
  };
  return [paragraph(words[language])];
}

/** `/alerts quiet 22:00-08:00`, `/alerts quiet off`, `/alerts quiet`. */
export async function changeQuietHours(context: CommandContext, args: string): Promise<CommandAnswer> {
  const words = args.trim().toLowerCase();
  if (words !== "") {
    mayConfigure(context);
    await save(context, "alerts.quiet_hours", ["off", "关"].includes(words) ? null : readHours(words));
  }
  const { quietHours, timezone } = readAlertSettings(await loadSettings(context.scope));
  const hours = quietHours && `${quietHours.from}–${quietHours.to}`;
  const always = alwaysAtOnce.join(", ");
  const say = {
    en: hours
      ? `Quiet from ${hours}, by the clock of the alert's team, else ${timezone}; ${always} come at once.`
      : "There are no quiet hours.",
    zh: hours
      ? `静默时段 ${hours}（按告警所属团队的时区，否则按 ${timezone}）；${always} 不受影响。`
      : "未设置静默时段。",
  };
  return plainText(say[context.language]);
}

function listRules({ language }: CommandContext, settings: AlertSettings, kinds: readonly AlertKind[]): RichText {
  const items = kinds.map((kind): Inline[] => {
    const rule = settings.rules[kind];
    const unit = thresholdOf[kind]?.[language];
    const facts = [
      ruleLabels[kind][language],
      `enabled=${rule.enabled ? "yes" : "no"}`,
      `severity=${rule.severity}`,
      `roles=${rule.roles.join(",")}`,
      `team=${rule.team}`,
      ...(unit ? [`threshold=${rule.threshold} (${unit})`] : []),
      `cooldown=${rule.cooldownMinutes}`,
      `escalate=${rule.escalateMinutes ?? "auto"}`,
      `quiet=${rule.quiet}`,
    ];
    return [
      { type: "code", text: kind },
      { type: "text", text: ` ${facts.join(" · ")}` },
    ];
  });
  return [{ type: "list", ordered: false, items }];
}

// What people write, and the key of the setting.
const keys: Readonly<Record<string, keyof RuleChange>> = {
  enabled: "enabled",
  severity: "severity",
  roles: "roles",
  team: "team",
  threshold: "threshold",
  cooldown: "cooldown_minutes",
  escalate: "escalate_minutes",
  quiet: "quiet",
};

/** @throws RuleError that names what was wrong and what is possible. */
function readChange(kind: AlertKind, pairs: readonly string[]): RuleChange {
  const change: Record<string, unknown> = {};
  for (const pair of pairs) {
    const [, name = "", text = ""] = /^([a-z_]+)=(.+)$/u.exec(pair) ?? [];
    const key = keys[name];
    if (!key) return wrong(pair);
    change[key] = readValue(key, text);
  }
  const parsed = ruleChangeSchema.safeParse(change);
  if (!parsed.success) return wrong(pairs.join(" "));
  if (alwaysAtOnce.includes(kind) && parsed.data.quiet === "hold") {
    return refuse("alert_quiet", { en: `${kind} never waits.`, zh: `${kind} 不能推迟。` });
  }
  refuseSoftening(kind, parsed.data);
  if (complianceOnly.includes(kind) && parsed.data.roles) {
    return refuse("alert_private", {
      en: `${kind} goes to compliance alone.`,
      zh: `${kind} 仅发送给合规人员。`,
    });
  }
  return parsed.data;
}

function readValue(key: keyof RuleChange, text: string): unknown {
  if (key === "enabled") return /^(yes|on|true|是)$/i.test(text) || (/^(no|off|false|否)$/i.test(text) ? false : text);
  if (key === "roles") return text.split(/[,，]/u);
  if (key === "escalate_minutes" && text === "auto") return null;
  if (key === "threshold" || key === "cooldown_minutes" || key === "escalate_minutes") return Number(text);
  return text;
}

function wrong(what: string): never {
  return refuse("alert_rule", {
    en: `“${what}” does not fit. Possible: enabled=yes|no severity=info|warning|high|critical roles=manager,compliance team=own|any threshold=N cooldown=MINUTES escalate=MINUTES|auto quiet=hold|ignore`,
    zh: `“${what}”无效。可用：enabled=yes|no severity=info|warning|high|critical roles=manager,compliance team=own|any threshold=数字 cooldown=分钟 escalate=分钟|auto quiet=hold|ignore`,
  });
}

function readHours(words: string): { from: string; to: string } {
  const [from = "", to = ""] = words.split(/\s*[-–—~至到]\s*/u);
  const parsed = quietHoursSchema.safeParse({ from, to });
  if (parsed.success) return parsed.data;
  return refuse("alert_quiet", {
    en: "Give a beginning and an end, for example /alerts quiet 22:00-08:00, or /alerts quiet off.",
    zh: "请写开始和结束时间，例如 /alerts quiet 22:00-08:00，或 /alerts quiet off。",
  });
}

function mayConfigure({ staff }: CommandContext): void {
  if (isAllowed(staff.role, "alert.configure")) return;
  refuse("alert_configure", {
    en: `Your role (${staff.role}) may not change the rules of alerts.`,
    zh: `您的角色（${staff.role}）无权修改告警规则。`,
  });
}

async function save(
  { scope, staff }: CommandContext,
  key: "alerts.rules" | "alerts.quiet_hours",
  value: unknown,
): Promise<void> {
  await saveSetting(scope, { userId: staff.userId }, { key, value });
}
