import type { ShownMessage, SlackEmulator } from "../../../playground/slack/index.ts";
import type { Seen, Surface } from "./surface.ts";

export const slackDesk = "C0DESK";
export const slackAlerts = "C0ALERTS";

/** Makes the channels of staff; gives what an operator sets. */
export function slackSettings({ workspace, credentials, apiUrl }: SlackEmulator): Record<string, string> {
  workspace.addChannel({ id: slackDesk, name: "desk", members: [workspace.bot.userId] });
  workspace.addChannel({ id: slackAlerts, name: "alerts", members: [workspace.bot.userId] });
  return {
    SLACK_BOT_TOKEN: credentials.botToken,
    SLACK_SIGNING_SECRET: credentials.signingSecret,
    SLACK_API_URL: apiUrl,
    SLACK_DESK_CHANNEL: slackDesk,
    SLACK_ALERT_CHANNEL: slackAlerts,
  };
}

export function slackSurface(slack: SlackEmulator): Surface {
  const { workspace, people } = slack;
  const said = (person: string, channel: string) =>
    slack
      .readAs(person, channel)
      .filter(({ isBot }) => isBot)
      .map((message) => seen(channel, message));
  return {
    platform: "slack",
    isThreaded: true,
    canTakeBack: true,
    addColleague: (name) => {
      const { id } = workspace.addUser({ name });
      for (const channel of [slackDesk, slackAlerts]) workspace.channels.get(channel)?.members.add(id);
      return id;
    },
    addCustomer: (name) => workspace.addUser({ name }).id,
    customerWrites: (customer, text) => void people.write({ user: customer, text }),
    customerSends: (customer, file) => void people.upload({ user: customer, ...file }),
    customerSees: (customer) => said(customer, workspace.directWith(customer).id).map(({ text }) => text),
    // Slack takes no slash commands inside threads: there a command is a line to the bot.
    command: async (person, line, about) => {
      if (about?.thread) {
        people.write({ user: person, channel: slackDesk, threadTs: about.thread, text: `@deskhand ${line}` });
        return;
      }
      await people.command({ user: person, channel: slackDesk, line: `/desk ${line.slice(1)}` });
    },
    line: (person, text, { thread }) =>
      void people.write({ user: person, channel: slackDesk, text, ...(thread ? { threadTs: thread } : {}) }),
    posts: (person, file, { thread }) =>
      void people.upload({ user: person, channel: slackDesk, ...file, ...(thread ? { threadTs: thread } : {}) }),
    customerFiles: (customer) => {
      const chat = workspace.directWith(customer).id;
      return [...workspace.files.values()].filter(
        ({ user, shares }) => user === workspace.bot.userId && shares.some(({ channel }) => channel === chat),
      );
    },
    sees: (person) =>
      [slackDesk, slackAlerts, workspace.directWith(person).id].flatMap((channel) => said(person, channel)),
    press: async (person, { chat, id }, button) => {
      await people.press({ user: person, channel: chat, ts: id, button: button.id });
    },
    refuseRemoval: () => slack.faults.next("chat.delete", { kind: "error", error: "cant_delete_message" }),
    delivered: () => slack.dispatcher.settled(),
  };
}

function seen(channel: string, { ts, text, buttons, files }: ShownMessage): Seen {
  return {
    key: `${channel}:${ts}`,
    chat: channel,
    id: ts,
    text,
    buttons: buttons.map(({ actionId, label }) => ({ id: actionId, label })),
    files: files.length,
  };
}
