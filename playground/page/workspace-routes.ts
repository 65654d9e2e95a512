import express, { type Router } from "express";
import { z } from "zod";
import { ConflictError, InputError, NotFoundError } from "../../infra/errors.ts";
import { buttonsOf } from "../slack/shown.ts";
import { findMessage } from "../slack/workspace.ts";
import { sendUploaded } from "./uploads.ts";
import {
  channelMessages,
  deskThreads,
  directMessages,
  openThread,
  repliesBelow,
  type WorkspaceParts,
} from "./workspace-view.ts";

/** What staff see and do in the emulated workspace, as plain requests of the page. */
export function workspaceRoutes(parts: WorkspaceParts): Router {
  const { emulator, deskChannel, alertChannel, people } = parts;
  const router = express.Router();
  const json = express.json({ limit: "64kb" });
  let actions = 0;
  const personOf = (handle: string) => {
    const person = people.find((candidate) => candidate.handle === handle);
    if (!person) throw new NotFoundError("There is nobody of this name in the workspace");
    return person.id;
  };
  const acting = (handle: string) => {
    if (++actions > MAX_ACTIONS) {
      throw new ConflictError("This run's workspace is full. Restart the product for an empty playground.");
    }
    return personOf(handle);
  };
  const placeOf = (place: z.infer<typeof Place>, user: string) => {
    const id = { desk: deskChannel, alerts: alertChannel, direct: emulator.workspace.directWith(user).id }[place];
    const channel = emulator.workspace.channels.get(id);
    if (!channel?.members.has(user)) throw new InputError("This person is not in that channel");
    return channel;
  };

  router.get("/workspace", (request, response) => {
    const { agent, manager, thread } = Looking.parse(request.query);
    const [agentId, managerId] = [personOf(agent), personOf(manager)];
    response.json({
      threads: deskThreads(parts),
      thread: thread ? openThread(parts, agentId, thread) : [],
      desk: channelMessages(parts, agentId, deskChannel),
      alerts: channelMessages(parts, managerId, alertChannel),
      alertReplies: repliesBelow(parts, managerId, alertChannel),
      direct: { agent: directMessages(parts, agentId), manager: directMessages(parts, managerId) },
    });
  });
  router.post("/workspace/lines", json, (request, response) => {
    const { as, place, thread, text } = newLine.parse(request.body);
    const user = acting(as);
    const channel = placeOf(place, user);
    if (thread && !findMessage(channel, thread)) throw new NotFoundError("This thread is gone");
    if (isCommand.test(text)) throw new ConflictError("Slack does not take slash commands in threads");
    const { ts } = emulator.people.write({ user, text, channel: channel.id, ...(thread ? { threadTs: thread } : {}) });
    response.status(201).json({ ts });
  });
  router.post("/workspace/commands", json, async (request, response) => {
    const { as, place, text } = newCommand.parse(request.body);
    const user = acting(as);
    await emulator.people.command({ user, channel: placeOf(place, user).id, line: text });
    response.status(204).end();
  });
  router.post("/workspace/presses", json, async (request, response) => {
    const { as, channel: id, ts, button } = newPress.parse(request.body);
    const user = acting(as);
    const channel = emulator.workspace.channels.get(id);
    const message = channel && findMessage(channel, ts);
    const isSeen = channel?.members.has(user) && (!message?.ephemeralTo || message.ephemeralTo === user);
    const isThere = message && !message.deleted && buttonsOf(message).some(({ actionId }) => actionId === button);
    if (!isSeen || !isThere) throw new NotFoundError("There is no such button any more");
    await emulator.people.press({ user, channel: id, ts, button });
    response.status(204).end();
  });
  router.get("/workspace/files/:fileId", (request, response) => {
    const file = emulator.workspace.files.get(request.params.fileId);
    if (!file || file.deleted) throw new NotFoundError("There is no such file");
    sendUploaded(response, file.name, file.bytes);
  });
  return router;
}

/** The emulated workspace keeps every word in memory until it ends. */
const MAX_ACTIONS = 20_000;

/** Two slashes begin a note, which is a line like any other. */
const isCommand = /^\/[^/\s]/;
const handle = z.string().min(1).max(40);
const ts = z.string().regex(/^\d{1,12}\.\d{1,9}$/, "This is no time stamp of Slack");
const text = z.string().trim().min(1).max(4_000);
const Place = z.enum(["desk", "alerts", "direct"]);
const Looking = z.object({ agent: handle, manager: handle, thread: ts.optional() });
const newLine = z.strictObject({ as: handle, place: Place, thread: ts.optional(), text });
const newCommand = z.strictObject({
  as: handle,
  place: Place,
  text: text.regex(isCommand, "A command begins with a slash"),
});
const newPress = z.strictObject({ as: handle, channel: z.string().max(40), ts, button: z.string().min(1).max(255) });
