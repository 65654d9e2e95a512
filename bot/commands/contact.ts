import {
  addContact,
  contactKinds,
  listContacts,
  MAX_CONTACTS,
  readContactValue,
  removeContact,
} from "../../domain/customers/contacts.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import { contactRoles } from "../../domain/customers/customer-words.ts";
import { wordList } from "../../domain/language/word-list.ts";
import { sayContact } from "../customers/say-contact.ts";
import { refuse } from "../desk/refuse.ts";
import { isTextWithheld, withheldWords } from "../desk/text-withheld.ts";
import { bold, paragraph, plainText, type RichText } from "../ports/rich-text.ts";
import type { Command, CommandContext } from "./command.ts";
import { toChangeByWords } from "./customer/may-change.ts";

const acts = wordList({
  list: { en: "list", zh: "列表", also: ["查看"] },
  add: { en: "add", zh: "添加", also: ["新增"] },
  remove: { en: "remove", zh: "删除", also: ["移除"] },
});

const usage = {
  en: "/contact add phone|email|wechat VALUE [NAME] [as decision_maker|influencer|user|other], /contact list, /contact remove NAME",
  zh: "/contact 添加 电话|邮箱|微信 号码 [姓名] [as 决策人|影响者|使用者|其他]，/contact 列表，/contact 删除 姓名",
};

/** How a customer, or the people of a company, are reached besides the chat. */
export const contact: Command = {
  name: "contact",
  words: ["联系人", "联系方式"],
  permission: "customer.change",
  usage: "[C1042] add KIND VALUE [NAME] | list | remove NAME",
  description: {
    en: "How a customer is reached: /contact add phone +44 20 7946 0018",
    zh: "客户联系方式：/contact 添加 电话 +86 138 0013 8000",
  },
  run: async (context, args) => {
    const by = { permission: "customer.change" as const, by: "contact" };
    const { customer, rest } = await toChangeByWords(context, args, by);
    const [, word = "", line = ""] = /^(\S*)\s*([\s\S]*)$/u.exec(rest) ?? [];
    const act = word === "" ? "list" : acts.read(word);
    if (act === null) return refuse("contact", usage);
    if (act === "add") return add(context, customer, line);
    if (act === "remove") return remove(context, customer, line.trim());
    return list(context, customer);
  },
};

async function list({ scope, channel, language }: CommandContext, customer: Customer): Promise<RichText> {
  const last = await scope
    .trx("conversations")
    .where({ org_id: scope.orgId, customer_id: customer.id })
    .orderBy("created_at", "desc")
    .first("team_id");
  const about = { teamId: last?.team_id ?? null, customerId: customer.id };
  if (await isTextWithheld(scope, channel, about)) return refuse("region", withheldWords);
  const contacts = await listContacts(scope, customer.id);
  if (contacts.length === 0)
    return plainText({ en: `No contacts yet. ${usage.en}`, zh: `暂无联系人。${usage.zh}` }[language]);
  const items = contacts.map((one) => [{ type: "text" as const, text: sayContact(one, language) }]);
  return [paragraph(bold(customer.name)), { type: "list", ordered: false, items }];
}

async function add(
  { scope, staff, language, deps }: CommandContext,
  customer: Customer,
  line: string,
): Promise<RichText> {
  const given = readContact(line, customer.name);
  if ((await listContacts(scope, customer.id)).length >= MAX_CONTACTS) {
    return refuse("contacts_full", {
      en: `A customer has at most ${MAX_CONTACTS} contacts. Remove one first.`,
      zh: `每位客户最多 ${MAX_CONTACTS} 个联系人，请先删除。`,
    });
  }
  const by = { by: { userId: staff.userId }, at: deps.clock.now() };
  const { before } = await addContact(scope, customer.id, given, by);
  const change = before === null || before === given.value ? given.value : `${before} → ${given.value}`;
  return plainText(`${customer.name} · ${given.name} · ${contactKinds.label(given.kind, language)}: ${change}`);
}

async function remove({ scope, staff }: CommandContext, customer: Customer, name: string): Promise<RichText> {
  const wanted = name || customer.name;
  const found = (await listContacts(scope, customer.id)).find((one) => one.name.toLowerCase() === wanted.toLowerCase());
  if (!found)
    return refuse("contact_unknown", {
      en: `There is no contact “${wanted}”. /contact list`,
      zh: `没有联系人“${wanted}”。/contact 列表`,
    });
  await removeContact(scope, customer.id, found, { userId: staff.userId });
  return plainText(`${customer.name}: -${found.name}`);
}

/** `phone +44 20 7946 0018 Eva Lind as decision_maker`; without a name it is the customer's own. */
function readContact(line: string, ownName: string) {
  const [, head = "", roleWord] = /^([\s\S]*?)(?:\s+(?:as|作为)\s+(\S+))?\s*$/iu.exec(line) ?? [];
  const [, kindWord = "", said = ""] = /^(\S*)\s*([\s\S]*)$/u.exec(head) ?? [];
  const kind = contactKinds.read(kindWord);
  const role = roleWord === undefined ? null : contactRoles.read(roleWord);
  if (kind === null || (roleWord !== undefined && role === null)) return refuse("contact", usage);
  // A number may be written with spaces; a name begins with a letter.
  const shape = kind === "phone" ? /^([+\d][\d\s().-]*)([\s\S]*)$/u : /^(\S+)\s*([\s\S]*)$/u;
  const [, typed = "", name = ""] = shape.exec(said) ?? [];
  const read = readContactValue(kind, typed);
  if ("problem" in read) return refuse("contact_value", read.problem);
  if (typeof read.value !== "string") return refuse("contact", usage);
  const whose = name.replace(/\s+/gu, " ").trim() || ownName;
  if ([...whose].length > 100) return refuse("contact", usage);
  return { kind, value: read.value, name: whose, ...(role ? { role } : {}) };
}
