import { recordCrossBorder } from "../../domain/customers/cross-border.ts";
import type { Language } from "../../domain/language/language.ts";
import { refuse } from "../desk/refuse.ts";
import { recipientOf } from "../desk/text-withheld.ts";
import { plainText } from "../ports/rich-text.ts";
import type { Command, CommandContext } from "./command.ts";
import { wordsAbout } from "./customer/words-about.ts";

const states: Record<string, "granted" | "withdrawn"> = {
  granted: "granted",
  withdrawn: "withdrawn",
  同意: "granted",
  撤回: "withdrawn",
};

/** Keeps that a customer agreed to have their text outside their team's region, with the words or form that say so. */
export const consent: Command = {
  name: "consent",
  words: ["跨境同意"],
  permission: "consent.record",
  usage: "[C1042|CUST_00042] granted|withdrawn here|model|embedder|CHANNEL HOW",
  description: {
    en: "Record a customer's consent to have their text outside the region, or that it ended",
    zh: "记录客户同意或撤回其内容跨境传输",
  },
  run: async (context, args) => {
    const { scope, staff, language } = context;
    const { conversation, customer, words } = await wordsAbout(context, args, "consent");
    const [word = "", whom = "", ...how] = words.split(/\s+/u);
    const state = states[word.toLowerCase()];
    const source = how.join(" ");
    if (!state || whom === "" || source === "") {
      return refuse("consent", {
        en: "Say what was agreed, for whom, and how: /consent C1042 granted here signed form 12. Instead of here: model, embedder or a channel's name; instead of granted: withdrawn.",
        zh: "请写明同意内容、接收方与依据：/consent C1042 granted here 签署表格 12。接收方可为 here、model、embedder 或渠道名称；撤回请用 withdrawn。",
      });
    }
    const recipient = await recipientNamed(context, whom);
    const by = { userId: staff.userId };
    await recordCrossBorder(scope, by, { customerId: customer.id, recipient: recipient.id, state, source });
    const told: Record<typeof state, Record<Language, string>> = {
      granted: {
        en: `Kept: ${customer.name} agreed to ${recipient.name}. It holds from the next message on.`,
        zh: `已记录：${customer.name} 同意将内容提供给 ${recipient.name}，自下一条消息起生效。`,
      },
      withdrawn: {
        en: `Kept: ${customer.name} no longer agrees to ${recipient.name}. Nothing more of ${conversation?.channelType ?? "theirs"} goes there; what was shown stays.`,
        zh: `已记录：${customer.name} 撤回对 ${recipient.name} 的同意。之后的内容不再提供；已显示的内容保留。`,
      },
    };
    return plainText(told[state][language]);
  },
};

async function recipientNamed(context: CommandContext, whom: string): Promise<{ id: string; name: string }> {
  const { deps, channel, scope } = context;
  if (whom === "here" || whom === "此处")
    return { id: recipientOf(channel), name: `${channel.platform}/${channel.name}` };
  if (whom === "model" || whom === "embedder") {
    const service = deps.services[whom];
    if (service) return { id: service.recipient, name: service.recipient };
    return refuse("consent", {
      en: `There is no ${whom} outside: what runs here needs no consent.`,
      zh: `未配置外部的 ${whom}，无需同意。`,
    });
  }
  const channels = await deps.channels.ofOrganisation(scope.orgId);
  const found = channels.find((one) => one.id === whom || one.name === whom || `${one.platform}/${one.name}` === whom);
  if (found) return { id: recipientOf(found), name: `${found.platform}/${found.name}` };
  const names = channels.map((one) => `${one.platform}/${one.name}`).join(", ");
  return refuse("consent", {
    en: `There is no recipient “${whom}”. There are: here, model, embedder, ${names}.`,
    zh: `没有接收方“${whom}”。可用：here、model、embedder、${names}。`,
  });
}
