import { announceChannels } from "../../bot/channels/announce-channels.ts";
import { addTeam } from "../../domain/organisation/add-team.ts";
import { setTeamPlaces } from "../../domain/organisation/team-places.ts";
import { addTeamRule } from "../../domain/organisation/team-rules.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { importFaqs } from "./faqs.ts";
import { linkStaff } from "./linked-staff.ts";
import { type OpenProduct, openProduct } from "./open-product.ts";
import { allHeardAndSent } from "./settled.ts";
import { slackEnvironment } from "./slack-desk.ts";
import { waitFor } from "./wait-for.ts";

export const londonDesk = "C0LONDON";
export const londonAlerts = "C0LONALERT";
export const shanghaiForum = -1001234500001;
const token = "700100600:AAHtesttesttesttesttest";
const byTest = { actor: "cli" } as const;

/** A broker with a team in London on Slack and one in Shanghai in a Telegram forum; customers write to one Telegram bot. */
export interface TwoTeams extends OpenProduct {
  slack: SlackEmulator;
  telegram: TelegramEmulator;
  london: string;
  shanghai: string;
  /** On Slack and in London. */
  ann: { id: string; personId: string };
  /** On Telegram and in Shanghai. */
  bo: { id: string; personId: number };
  within<T>(work: (scope: OrgScope) => Promise<T>): Promise<T>;
  newCustomer(name: string): number;
  /** Where the newest conversation of a customer is shown. */
  threadOf(customer: string): Promise<{ chatId: string; threadId: string }>;
  /** What the bot wrote in a thread, oldest first, wherever it is. */
  inThread(at: { chatId: string; threadId: string }): string[];
  /** What the bot said to a customer. */
  shown(customer: number): string[];
  settled(): Promise<void>;
}

export async function openTwoTeams(variables: Record<string, string> = {}): Promise<TwoTeams> {
  const slack = await startSlackEmulator({ retryDelaysMs: [] });
  const telegram = await startTelegramEmulator({ token, secondMs: 20 });
  const environment = slackEnvironment(slack);
  for (const [id, name] of [
    [londonDesk, "london"],
    [londonAlerts, "london-alerts"],
  ] as const) {
    slack.workspace.addChannel({ id, name, members: [slack.workspace.bot.userId] });
  }
  const boId = telegram.addPerson({ id: 5_000_300_001, firstName: "Bo" }).id;
  telegram.addGroup({ id: shanghaiForum, title: "Shanghai", isForum: true, members: [boId] });
  const product = await openProduct(
    { ...environment, TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: telegram.apiRoot, ...variables },
    { paceSecondMs: 20 },
  );
  await importFaqs(product);
  slack.connect(`${product.url}/webhooks/slack`);
  const annId = slack.workspace.addUser({ name: "Ann" }).id;
  for (const channel of slack.workspace.channels.values()) channel.members.add(annId);
  const ann = await linkStaff(product, { platform: "slack", personId: annId, name: "Ann", role: "agent" });
  const bo = await linkStaff(product, { platform: "telegram", personId: String(boId), name: "Bo", role: "agent" });
  const within = <T>(work: (scope: OrgScope) => Promise<T>) => inOrganization(product.product.db, product.orgId, work);
  const { london, shanghai } = await within((scope) => makeTeams(scope, { ann, bo }));
  return withHelpers({ ...product, slack, telegram, london, shanghai, within }, { ann, annId, bo, boId });
}

async function makeTeams(scope: OrgScope, people: { ann: string; bo: string }) {
  const { trx, orgId } = scope;
  const { id: london } = await addTeam(scope, byTest, { name: "London" });
  const { id: shanghai } = await addTeam(scope, byTest, { name: "Shanghai" });
  await trx("user_teams").insert([
    { user_id: people.ann, team_id: london, org_id: orgId },
    { user_id: people.bo, team_id: shanghai, org_id: orgId },
  ]);
  const channelOf = async (platform: string) =>
    (await trx("channels").where({ org_id: orgId, platform }).first("id")).id;
  const slack = await channelOf("slack");
  const telegram = await channelOf("telegram");
  const place = (teamId: string, kind: "desk" | "alert", channelId: string, chatId: string) =>
    setTeamPlaces(scope, byTest, { teamId, kind, places: [{ channelId, chatId }] });
  await place(london, "desk", slack, londonDesk);
  await place(london, "alert", slack, londonAlerts);
  await place(shanghai, "desk", telegram, String(shanghaiForum));
  await addTeamRule(scope, byTest, { teamId: shanghai, conditions: { language: "zh" } });
  await addTeamRule(scope, byTest, { teamId: london, conditions: { language: "en" } });
  await announceChannels(scope);
  return { london, shanghai };
}

type Parts = OpenProduct & Pick<TwoTeams, "slack" | "telegram" | "london" | "shanghai" | "within">;

function withHelpers(parts: Parts, people: { ann: string; annId: string; bo: string; boId: number }): TwoTeams {
  const { slack, telegram } = parts;
  let customers = 0;
  const ofBot = (chat: number) => telegram.messages(chat).filter(({ message }) => message.from?.id === telegram.bot.id);
  return {
    ...parts,
    ann: { id: people.ann, personId: people.annId },
    bo: { id: people.bo, personId: people.boId },
    newCustomer: (name) => {
      customers += 1;
      return telegram.addPerson({ id: 5_000_400_000 + customers, firstName: name }).id;
    },
    threadOf: (customer) =>
      waitFor(`the thread of ${customer}`, async () => {
        const [row] = await parts.rows<{ chat_id: string; thread_id: string | null }>(
          `SELECT t.chat_id, t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
           JOIN customers c ON c.id = v.customer_id WHERE c.name = ? AND t.moved_at IS NULL
           ORDER BY t.created_at DESC LIMIT 1`,
          [customer],
        );
        return row?.thread_id ? { chatId: row.chat_id, threadId: row.thread_id } : null;
      }),
    inThread: ({ chatId, threadId }) =>
      chatId.startsWith("C0")
        ? slack.read(chatId, threadId).flatMap(({ isBot, text }) => (isBot ? [text] : []))
        : ofBot(Number(chatId))
            .filter(({ message }) => message.message_thread_id === Number(threadId))
            .map(({ message }) => message.text ?? ""),
    shown: (customer) => ofBot(customer).map(({ message }) => message.text ?? ""),
    settled: () => allHeardAndSent(parts, slack.dispatcher),
    close: async () => {
      await parts.close();
      await Promise.all([slack.close(), telegram.close()]);
    },
  };
}
