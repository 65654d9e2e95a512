import { type ShownMessage, type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import type { PostRate } from "../../playground/slack/post-limit.ts";
import { importFaqs } from "./faqs.ts";
import { type OpenProduct, openProduct } from "./open-product.ts";
import { allHeardAndSent } from "./settled.ts";
import { waitFor } from "./wait-for.ts";

/** The channel that `SLACK_DESK_CHANNEL` names. */
export const slackDeskPlace = "C0DESK";

export interface SlackDesk extends OpenProduct {
  slack: SlackEmulator;
  /** A full member of the workspace; gives their id. */
  newPerson(name: string, about?: { email?: string; isRestricted?: boolean; teamId?: string }): string;
  /** What the bot said to a person directly, oldest first. */
  said(user: string): string[];
  /** Waits until the bot has said so much to a person directly. */
  answersTo(user: string, count: number): Promise<string[]>;
  /** What the bot said in a channel or one of its threads. */
  posted(channel: string, threadTs?: string): ShownMessage[];
  messagesOf(customer: string, direction: "inbound" | "outbound"): Promise<Record<string, unknown>[]>;
  /** Resolves when every event was taken, every receipt worked and everything sent. */
  settled(): Promise<void>;
}

/** The whole product with an emulated Slack workspace as its environment's channel, and the broker's knowledge. */
export async function openSlackDesk(options: { hasDesk?: boolean; postRate?: PostRate } = {}): Promise<SlackDesk> {
  const { postRate } = options;
  const slack = await startSlackEmulator({ retryDelaysMs: [], ...(postRate ? { postRate } : {}) });
  const { SLACK_DESK_CHANNEL, ...variables } = slackEnvironment(slack);
  const place = options.hasDesk === false || !SLACK_DESK_CHANNEL ? {} : { SLACK_DESK_CHANNEL };
  const desk = await openProduct({ ...variables, ...place }, { paceSecondMs: 20 });
  await importFaqs(desk);
  slack.connect(`${desk.url}/webhooks/slack`);
  return withSlack(desk, slack);
}

/** What an operator sets for an emulated workspace, whose desk channel is made here. */
export function slackEnvironment({ workspace, credentials, apiUrl }: SlackEmulator): Record<string, string> {
  workspace.addChannel({ id: slackDeskPlace, name: "desk", members: [workspace.bot.userId] });
  return {
    SLACK_BOT_TOKEN: credentials.botToken,
    SLACK_SIGNING_SECRET: credentials.signingSecret,
    SLACK_API_URL: apiUrl,
    SLACK_DESK_CHANNEL: slackDeskPlace,
  };
}

/** A product with what tests do and see in its workspace. */
export function withSlack(desk: OpenProduct, slack: SlackEmulator): SlackDesk {
  const { workspace } = slack;
  const posted = (channel: string, threadTs?: string) =>
    slack.read(channel, threadTs).filter((message) => message.isBot && !message.deleted);
  const said = (user: string) => posted(workspace.directWith(user).id).map(({ text }) => text);
  return {
    ...desk,
    slack,
    newPerson: (name, about = {}) => workspace.addUser({ name, ...about }).id,
    said,
    answersTo: (user, count) =>
      waitFor(`${count} answers to ${user}`, () => (said(user).length >= count ? said(user) : null)),
    posted,
    messagesOf: (customer, direction) =>
      desk.rows(
        `SELECT m.* FROM messages m JOIN customers c ON c.id = m.customer_id
         WHERE c.name = ? AND m.direction = ? ORDER BY m.sent_at, m.id`,
        [customer, direction],
      ),
    settled: () => allHeardAndSent(desk, slack.dispatcher),
    close: async () => {
      await desk.close();
      await slack.close();
    },
  };
}
