import { z } from "zod";
import type { Method } from "../emulation.ts";
import { commandList, commandScope, read } from "../params.ts";
import { roomOf } from "../rooms.ts";
import type { World } from "../world.ts";

const place = z.object({
  scope: commandScope.default({ type: "default" }),
  language_code: z
    .string()
    .regex(/^([a-z]{2})?$/)
    .default(""),
});

export const setMyCommands: Method = ({ params }, { world }) => {
  const { commands, ...where } = read(place.extend({ commands: commandList }), params);
  world.commands.set(keyOf(world, where), commands);
  return true;
};

export const getMyCommands: Method = ({ params }, { world }) =>
  world.commands.get(keyOf(world, read(place, params))) ?? [];

function keyOf(world: World, { scope, language_code }: z.infer<typeof place>): string {
  if (scope.chat_id !== undefined) roomOf(world, scope.chat_id);
  return JSON.stringify([scope.type, scope.chat_id ?? null, language_code]);
}
