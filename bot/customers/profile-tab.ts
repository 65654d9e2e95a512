import { holdsOn, type LegalHold } from "../../domain/control/legal-hold.ts";
import { listContacts } from "../../domain/customers/contacts.ts";
import { loadFields } from "../../domain/customers/custom-fields.ts";
import { sayFieldValue } from "../../domain/customers/field-value.ts";
import { readFieldValues } from "../../domain/customers/read-field-values.ts";
import { stageLabel } from "../../domain/customers/stages.ts";
import { listAccounts } from "../../domain/customers/verify-account.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { evidenceWords } from "../commands/merge/evidence-words.ts";
import { paragraph, type RichText } from "../ports/rich-text.ts";
import { type CustomerView, oneLine, sayMinute } from "./customer-view.ts";
import { proposalsFor } from "./merge-pair.ts";
import { readOverview } from "./read-overview.ts";
import { sayContact } from "./say-contact.ts";

const MAX_FIELDS = 30;

/** Who the customer is: what the desk needs at a glance, what was filled in of them, whom to ask at a company. */
export async function profileTab(view: CustomerView): Promise<RichText> {
  const glance = await glanceOf(view);
  const fields = view.isWithheld ? [] : await fieldsOf(view);
  const contacts = view.isWithheld ? [] : await contactsOf(view);
  return [glance, fields, contacts].filter((lines) => lines.length > 0).map((lines) => paragraph(lines.join("\n")));
}

async function glanceOf(view: CustomerView): Promise<string[]> {
  const { scope, customer: who, language } = view;
  const row = await readOverview(scope, who.id);
  const zh = language === "zh";
  const marketing = { granted: zh ? "已同意" : "granted", withdrawn: zh ? "已退订" : "opted out" };
  return [
    ...line(zh ? "编号" : "Code", who.customerCode),
    ...line(zh ? "等级" : "Tier", who.tier),
    ...line(zh ? "阶段" : "Stage", `${stageLabel(who.stage, language)} · ${stageLabel(who.journeyStage, language)}`),
    ...line(zh ? "负责人" : "Owner", row.owner),
    ...line(zh ? "渠道" : "On", (await accountsOf(view)).join(", ")),
    ...line(zh ? "来源" : "Source", row.source && oneLine(row.source, 100)),
    ...line(zh ? "地区" : "Where", [row.city, row.country].filter(Boolean).join(", ")),
    ...line(zh ? "语言" : "Languages", row.languages.join(", ")),
    ...line(zh ? "标签" : "Tags", row.tags.join(", ")),
    ...line(zh ? "风险" : "Risk", row.risk_flags.map(String).join(", ")),
    ...line(zh ? "营销许可" : "Marketing", row.marketing && marketing[row.marketing]),
    ...line(
      zh ? "会话" : "Conversations",
      `${row.conversations}${row.open ? ` · ${zh ? "进行中" : "open"} ${row.open}` : ""}`,
    ),
    ...(await holdsOn(scope, who.id)).map((hold) => holdLine(view, hold)),
    ...(row.status === "blacklist" ? [blacklistLine(view, row.blacklist_reason)] : []),
    ...line(zh ? "疑似同一人" : "May be the same as", await alikeOf(view)),
  ];
}

function holdLine({ language }: CustomerView, hold: LegalHold): string {
  const { conversationNumber, matter, placedBy, placedAt } = hold;
  const what = [...(conversationNumber ? [conversationCode(conversationNumber)] : []), ...(matter ? [matter] : [])];
  const since = `${placedAt.toISOString().slice(0, 10)} · ${placedBy}`;
  return [{ en: "Legal hold", zh: "证据保全" }[language], ...what, since].join(" · ");
}

/** Whom they may be the same person as, and why that is thought. */
async function alikeOf({ scope, customer, language }: CustomerView): Promise<string> {
  const proposals = await proposalsFor(scope, customer.id);
  const words = proposals.map(({ customers, evidence }) => {
    const other = customers.find(({ id }) => id !== customer.id);
    return `${other?.code} (${evidenceWords(evidence, language)})`;
  });
  return words.join("; ");
}

function blacklistLine({ language, isWithheld }: CustomerView, reason: string | null): string {
  const why = reason === null || isWithheld ? "" : `${language === "zh" ? "：" : ": "}${oneLine(reason)}`;
  return `⛔ ${language === "zh" ? "已列入黑名单" : "Blacklisted"}${why}`;
}

/** Each account, with whether it is known to be the client's. */
async function accountsOf(view: CustomerView): Promise<string[]> {
  const zh = view.language === "zh";
  return (await listAccounts(view.scope, view.customer.id)).map(({ platform, verified_at, verified_by }) => {
    if (verified_at === null) return platform;
    const day = sayMinute(view, verified_at).slice(0, 10);
    return `${platform} ✓ ${zh ? "已核实" : "verified"} ${[day, verified_by].filter(Boolean).join(" ")}`;
  });
}

/** What stands above already. */
const atAGlance = new Set([
  "city",
  "country",
  "languages",
  "risk_flags",
  "stage",
  "journey_stage",
  "tier",
  "status",
  "type",
]);

async function fieldsOf({ scope, customer, language }: CustomerView): Promise<string[]> {
  const fields = (await loadFields(scope)).filter(({ code }) => !atAGlance.has(code));
  const values = await readFieldValues(scope, customer.id, fields);
  const filled = fields.filter(({ code }) => values.get(code) !== null);
  return filled.slice(0, MAX_FIELDS).map((field) => {
    const value = sayFieldValue(field, values.get(field.code) ?? null, language);
    return `${field.words[language]}: ${oneLine(value)}`;
  });
}

async function contactsOf({ scope, customer, language }: CustomerView): Promise<string[]> {
  const contacts = await listContacts(scope, customer.id);
  return contacts.slice(0, 5).map((contact) => `👤 ${sayContact(contact, language)}`);
}

function line(label: string, value: unknown): string[] {
  return value ? [`${label}: ${String(value)}`] : [];
}
