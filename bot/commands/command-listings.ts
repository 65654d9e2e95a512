import { languages } from "../../domain/language/language.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { staffPlaces } from "../desk/desk-place.ts";
import type { CommandListing } from "../ports/adapter.ts";
import { commands, LINK_COMMAND } from "./registry.ts";

const customerCommands = [
  { name: "start", description: { en: "Begin", zh: "开始" } },
  { name: "help", description: { en: "What this desk can do", zh: "了解本服务" } },
  { name: "human", description: { en: "Talk to a person", zh: "转人工" } },
  { name: "stop", description: { en: "No more marketing messages", zh: "退订营销消息" } },
];

/** The menus of a channel, for customers and in its staff places, from the command registry. */
export function commandListings(channel: LiveChannel): CommandListing[] {
  const own = (["desk", "alert"] as const).flatMap((place) => staffPlaces(channel, place));
  const places = [...own, ...channel.teamPlaces.map(({ chatId }) => chatId)];
  const staff = [
    ...commands.map(({ name, description }) => ({ name, description })),
    { name: LINK_COMMAND, description: { en: "Link your account: /link CODE", zh: "绑定账号：/link CODE" } },
  ];
  return languages.flatMap((language) => [
    listing("customer", language, customerCommands, []),
    ...(places.length > 0 ? [listing("staff", language, staff, [...new Set(places)])] : []),
  ]);
}

function listing(
  audience: CommandListing["audience"],
  language: CommandListing["language"],
  entries: { name: string; description: Record<CommandListing["language"], string> }[],
  chatIds: string[],
): CommandListing {
  return {
    audience,
    language,
    chatIds,
    commands: entries.map(({ name, description }) => ({ name, description: description[language] })),
  };
}
