import { checkThread, writable } from "./chat-methods.ts";
import { checkMessage } from "./message-limits.ts";
import { type Method, MethodError, parseJson } from "./method.ts";
import { fileObject } from "./wire-shapes.ts";
import type { SlackFile, SlackMessage } from "./workspace.ts";

/** Step 1 of "Working with files". The bytes follow to `upload_url`, which takes them without a token. */
const getUploadUrl: Method = (args, { workspace, baseUrl }) => {
  const name = args["filename"];
  const length = Number(args["length"]);
  if (!name || !Number.isInteger(length) || length < 1) throw new MethodError("invalid_arguments");
  const file: SlackFile = {
    id: workspace.nextId("F"),
    name,
    mimeType: mimeTypeOf(name),
    user: workspace.bot.userId,
    bytes: Buffer.alloc(0),
    shares: [],
    deleted: false,
  };
  workspace.files.set(file.id, file);
  return { upload_url: `${baseUrl}upload/v1/${file.id}`, file_id: file.id };
};

const completeUpload: Method = (args, context) => {
  const { workspace, events } = context;
  const wanted = parseJson(args["files"]);
  const files = (Array.isArray(wanted) ? wanted : []).map((entry: { id?: string }) =>
    workspace.files.get(entry.id ?? ""),
  );
  const found = files.filter((file) => file !== undefined);
  if (found.length === 0 || found.length !== files.length) throw new MethodError("file_not_found");
  if (found.some((file) => file.bytes.byteLength === 0)) throw new MethodError("file_update_failed");
  if (args["channel_id"]) {
    const channel = writable(context, args["channel_id"]);
    const text = args["initial_comment"] ?? "";
    const message: SlackMessage = {
      ts: workspace.nextTs(),
      ...checkThread(channel, args["thread_ts"]),
      user: workspace.bot.userId,
      botId: workspace.bot.botId,
      text,
      // "If the initial_comment field is provided, the blocks field is ignored."
      blocks: text ? [] : checkMessage(text, parseJson(args["blocks"]), { hasFiles: true }),
      files: found,
      deleted: false,
    };
    channel.messages.push(message);
    for (const file of found) file.shares.push({ channel: channel.id, ts: message.ts });
    events.posted(channel, message);
  }
  return { files: found.map(({ id, name }) => ({ id, title: name })) };
};

const info: Method = (args, { workspace, baseUrl }) => {
  const file = workspace.files.get(args["file"] ?? "");
  if (!file) throw new MethodError("file_not_found");
  if (file.deleted) throw new MethodError("file_deleted");
  return { file: fileObject(file, baseUrl) };
};

export const fileMethods: Record<string, Method> = {
  "files.getUploadURLExternal": getUploadUrl,
  "files.completeUploadExternal": completeUpload,
  "files.info": info,
};

function mimeTypeOf(name: string): string {
  const types: Record<string, string> = {
    png: "image/png",
    jpg: "image/jpeg",
    pdf: "application/pdf",
    csv: "text/csv",
    txt: "text/plain",
  };
  return types[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";
}
