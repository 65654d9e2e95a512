import type { SlackChannel, SlackMessage, Workspace } from "./workspace.ts";

export interface ShownMark {
  type: "bold" | "italic" | "code" | "link" | "codeblock" | "quote";
  text: string;
  url?: string;
}

/** A message as its readers see it. */
export interface ShownMessage {
  ts: string;
  threadTs?: string;
  user: string;
  /** The handle of who wrote it. */
  from: string;
  isBot: boolean;
  text: string;
  marks: ShownMark[];
  buttons: { label: string; actionId: string; url?: string }[];
  files: string[];
  edited: boolean;
  deleted: boolean;
  ephemeralTo?: string;
  /** The words of the message that was shared along. */
  shared?: string;
}

/** Slack's client in a few lines: blocks when there are some, else the text. */
export function showMessage(workspace: Workspace, message: SlackMessage): ShownMessage {
  const marks: ShownMark[] = [];
  const parts = message.blocks.flatMap((block) => showBlock(block, workspace, marks));
  const user = workspace.users.get(message.user);
  return {
    ts: message.ts,
    ...(message.threadTs ? { threadTs: message.threadTs } : {}),
    user: message.user,
    from: user?.name ?? message.user,
    isBot: message.botId !== undefined,
    text: message.blocks.length > 0 ? parts.join("\n") : showMrkdwn(message.text, workspace),
    marks,
    buttons: buttonsOf(message),
    files: message.files.map((file) => file.name),
    edited: message.edited !== undefined,
    deleted: message.deleted,
    ...(message.ephemeralTo ? { ephemeralTo: message.ephemeralTo } : {}),
    ...(message.shared ? { shared: showMessage(workspace, message.shared.message).text } : {}),
  };
}

export function showChannel(workspace: Workspace, channel: SlackChannel, threadTs?: string): ShownMessage[] {
  return channel.messages
    .filter(({ ts, threadTs: root }) => threadTs === undefined || ts === threadTs || root === threadTs)
    .map((message) => showMessage(workspace, message));
}

/** The same through the eyes of one person, who sees nothing that was shown to others alone or deleted. */
export function showChannelTo(
  user: string,
  workspace: Workspace,
  channel: SlackChannel,
  threadTs?: string,
): ShownMessage[] {
  if (!channel.members.has(user)) return [];
  return showChannel(workspace, channel, threadTs).filter(
    ({ ephemeralTo, deleted }) => !deleted && (ephemeralTo === undefined || ephemeralTo === user),
  );
}

type Part = Record<string, unknown>;

const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null;
const partsOf = (value: unknown): Part[] => (Array.isArray(value) ? value.filter(isPart) : []);
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function showBlock(block: Part, workspace: Workspace, marks: ShownMark[]): string[] {
  switch (block["type"]) {
    case "rich_text":
      return partsOf(block["elements"]).flatMap((element) => showRich(element, workspace, marks));
    case "section":
    case "header":
      return isPart(block["text"]) ? [showTextObject(block["text"], workspace)] : [];
    case "context":
      return partsOf(block["elements"]).map((element) => showTextObject(element, workspace));
    case "divider":
      return ["———"];
    default:
      return [];
  }
}

function showTextObject(object: Part, workspace: Workspace): string {
  const text = textOf(object["text"]);
  return object["type"] === "mrkdwn" ? showMrkdwn(text, workspace) : text;
}

function showRich(element: Part, workspace: Workspace, marks: ShownMark[]): string[] {
  const children = partsOf(element["elements"]);
  const inline = () => children.map((child) => showInline(child, workspace, marks)).join("");
  switch (element["type"]) {
    case "rich_text_list": {
      const first = typeof element["offset"] === "number" ? element["offset"] + 1 : 1;
      const items = children.flatMap((item) => showRich(item, workspace, marks));
      return items.map((item, index) => `${element["style"] === "ordered" ? `${first + index}.` : "•"} ${item}`);
    }
    case "rich_text_quote":
    case "rich_text_preformatted": {
      const text = inline();
      marks.push({ type: element["type"] === "rich_text_quote" ? "quote" : "codeblock", text });
      return [text];
    }
    default:
      return [inline()];
  }
}

function showInline(element: Part, workspace: Workspace, marks: ShownMark[]): string {
  const url = textOf(element["url"]);
  const text = inlineText(element, workspace);
  if (element["type"] === "link") marks.push({ type: "link", text, url });
  for (const type of ["bold", "italic", "code"] as const) {
    if (isPart(element["style"]) && element["style"][type] === true) marks.push({ type, text });
  }
  return text;
}

function inlineText(element: Part, { users }: Workspace): string {
  switch (element["type"]) {
    case "link":
      return textOf(element["text"]) || textOf(element["url"]);
    case "user":
      return `@${users.get(textOf(element["user_id"]))?.name ?? textOf(element["user_id"])}`;
    default:
      return textOf(element["text"]);
  }
}

/** mrkdwn with its links and mentions readable and its escaping undone. */
function showMrkdwn(text: string, { users }: Workspace): string {
  return text
    .replace(/<([^<>]*)>/g, (_whole, token: string) => {
      const [target = "", label] = token.split("|");
      if (target.startsWith("@")) return `@${label ?? users.get(target.slice(1))?.name ?? target.slice(1)}`;
      if (target.startsWith("#")) return `#${label ?? target.slice(1)}`;
      if (target.startsWith("!")) return label ?? `@${target.slice(1)}`;
      return label ?? target;
    })
    .replace(/&(amp|lt|gt);/g, (_entity, name: string) => ({ amp: "&", lt: "<", gt: ">" })[name] ?? "");
}

export interface ShownButton {
  label: string;
  actionId: string;
  value?: string;
  url?: string;
}

export function buttonsOf(message: SlackMessage): ShownButton[] {
  return message.blocks
    .filter((block) => block["type"] === "actions")
    .flatMap((block) => partsOf(block["elements"]))
    .map((button) => ({
      label: isPart(button["text"]) ? textOf(button["text"]["text"]) : "",
      actionId: textOf(button["action_id"]),
      ...(typeof button["value"] === "string" ? { value: button["value"] } : {}),
      ...(typeof button["url"] === "string" ? { url: button["url"] } : {}),
    }));
}
