import type { Workspace } from "./workspace.ts";

/** What Slack makes of a line typed by a person: escaped, with mentions and addresses as links. */
export function encodeTyped(text: string, { users, channels }: Workspace): string {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return escaped
    .replace(/https?:\/\/[^\s<>]*[^\s<>.,;:!?，。；：！？)）]/g, (url) => `<${url}>`)
    .replace(/(^|[^\p{L}\p{N}<|/])@([\p{L}\p{N}._-]+)/gu, (typed, before: string, name: string) => {
      if (["here", "channel", "everyone"].includes(name)) return `${before}<!${name}>`;
      const user = [...users.values()].find((candidate) => candidate.name === name);
      return user ? `${before}<@${user.id}>` : typed;
    })
    .replace(/(^|\s)#([\p{L}\p{N}_-]+)/gu, (typed, before: string, name: string) => {
      const channel = [...channels.values()].find((candidate) => candidate.name === name);
      return channel ? `${before}<#${channel.id}|${name}>` : typed;
    });
}
