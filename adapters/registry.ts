import type { AdapterModule } from "../bot/ports/channel-config.ts";
import { slack } from "./slack/index.ts";
import { telegram } from "./telegram/index.ts";
import { wechaty } from "./wechaty/index.ts";
import { wecom } from "./wecom/index.ts";

/** Every platform. A new one is a folder beside this file and a line here. */
export const adapters: Readonly<Record<string, AdapterModule>> = { telegram, slack, wecom, wechaty };
