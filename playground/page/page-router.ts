import express, { type Router } from "express";
import { z } from "zod";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { ConflictError, NotFoundError } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import type { TelegramEmulator } from "../telegram/index.ts";
import type { EmulatedWecom } from "../wecom/index.ts";
import { chatRoutes } from "./chat-routes.ts";
import { readConversationOf } from "./customer-view.ts";
import { type CustomerPlatform, createCustomers } from "./customers.ts";
import { describeTurn } from "./describe-turn.ts";
import { openEventStream } from "./event-stream.ts";
import { createFeed } from "./feed.ts";
import { followPlatforms } from "./follow-platforms.ts";
import { answerError, sameOriginOnly } from "./guard.ts";
import { personId } from "./page-requests.ts";
import { personas } from "./personas.ts";
import type { PlaygroundPlatform } from "./playground-channel.ts";
import { readActs } from "./read-acts.ts";
import { readTurn } from "./read-turn.ts";
import { pageFiles } from "./serve-files.ts";
import { createUploads } from "./uploads.ts";
import { wechatRoutes } from "./wechat-routes.ts";
import { createWireLog } from "./wire-log.ts";
import { workspaceRoutes } from "./workspace-routes.ts";
import type { WorkspaceParts } from "./workspace-view.ts";

export interface PageDeps {
  db: Database;
  orgId: string;
  telegram: { emulator: TelegramEmulator; channelId: string };
  wecom: { emulator: EmulatedWecom; channelId: string; openKfId: string };
  slack: WorkspaceParts & { channelId: string };
  /** What the emulators count from: see their options. */
  idsFrom: number;
  organisationName: string;
  /** What staff can type in the workspace, by language. */
  staffCommands(): Promise<Record<string, { name: string; description: string }[]>>;
  /** The language in which staff read. */
  setDeskLanguage(language: "zh" | "en"): Promise<void>;
  clock: Clock;
  log: Log;
}

export interface PlaygroundPage {
  router: Router;
  close(): Promise<void>;
}

const MAX_STREAMS = 100;

/**
 * The page at `/`: its files, and under `/playground/api` what people can do on the emulated platforms and what the
 * product stored of it.
 */
export async function createPage(deps: PageDeps): Promise<PlaygroundPage> {
  const { db, orgId, telegram, wecom, slack, clock, log } = deps;
  const platforms: Record<string, PlaygroundPlatform> = {
    [telegram.channelId]: "telegram",
    [wecom.channelId]: "wecom",
    [slack.channelId]: "slack",
  };
  const self = slack.emulator.workspace.bot.userId;
  const platformOf = (channelId: string) => platforms[channelId] ?? "slack";
  const emulators = { telegram: telegram.emulator, slack: slack.emulator, wecom: wecom.emulator };
  const wire = createWireLog(emulators, clock);
  const lookAt = async (which: Parameters<typeof readTurn>[2]) => {
    const stored = await readTurn(db, orgId, which);
    return stored && describeTurn(stored, platformOf(stored.channelId), wire);
  };
  const customers = await createCustomers({ ...deps, startedAt: clock.now(), lookAt });
  const feed = createFeed({
    readRows: async (customer) => ({
      acts: await readActs(db, { orgId, workspace: slack.channelId, customer, platformOf, self }),
      conversation: customer && (await readConversationOf(db, orgId, customer)),
    }),
    onError: (error) => log.warn("playground.acts_unread", { error }),
  });
  const stopFollowing = followPlatforms(deps, feed);

  const api = express.Router();
  api.use(sameOriginOnly);
  api.get("/desk", async (_request, response) => {
    const { bot } = telegram.emulator;
    response.json({
      organisation: deps.organisationName,
      bot: { name: bot.first_name, username: bot.username, handle: slack.emulator.workspace.bot.name },
      personas: Object.values(personas),
      people: slack.people.map(({ id, handle, name, role }) => ({ id, handle, name, role })),
      commands: {
        zh: telegram.emulator.commands("all_private_chats", null, "zh"),
        // English is the list without a language: what everybody else sees.
        en: telegram.emulator.commands("all_private_chats", null, ""),
      },
      staffCommands: await deps.staffCommands(),
    });
  });
  api.put("/desk/language", express.json({ limit: "1kb" }), async (request, response) => {
    await deps.setDeskLanguage(newLanguage.parse(request.body).language);
    response.status(204).end();
  });
  api.get("/customers/:platform/:id", async (request, response) => {
    const { platform, id } = whichCustomer.parse(request.params);
    response.json(await customers.view(platform, id));
  });
  api.get("/acts/:seq", async (request, response) => {
    const turn = await lookAt({ seq: actNumber.parse(request.params.seq) });
    if (!turn) throw new NotFoundError("There is no such act any more");
    response.json(turn);
  });
  api.get("/events", (request, response) => {
    const { platform, id } = following.parse(request.query);
    const watched = platform && id ? customers.watched(platform, id) : null;
    if (feed.size >= MAX_STREAMS) throw new ConflictError("Too many pages are open");
    const stream = openEventStream(response, () => feed.leave(stream));
    stream.send("hello", {});
    feed.join(stream, watched);
  });
  const uploads = createUploads();
  api.use(chatRoutes({ emulator: telegram.emulator, chats: customers.chats.telegram, uploads }));
  api.use(wechatRoutes({ ...wecom, chats: customers.chats.wechat, uploads }));
  api.use(workspaceRoutes(slack));
  api.use(answerError);

  const router = express.Router();
  router.use(pageFiles());
  router.use("/playground/api", api);
  return {
    router,
    close: async () => {
      stopFollowing();
      wire.close();
      await feed.close();
    },
  };
}

const newLanguage = z.strictObject({ language: z.enum(["zh", "en"]) });
const actNumber = z.string().regex(/^\d{1,18}$/, "This is no number of an act");
const customerPlatform = z.enum(["telegram", "wechat"] satisfies CustomerPlatform[]);
const whichCustomer = z.object({ platform: customerPlatform, id: personId });
const following = z.object({ platform: customerPlatform.optional(), id: personId.optional() });
