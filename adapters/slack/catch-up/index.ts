import type { WebClient } from "@slack/web-api";
import type { CatchUp } from "../../../bot/ports/catch-up.ts";
import type { IdentitySource } from "../identity.ts";
import { findPlaces } from "./find-places.ts";
import { readHistory } from "./read-history.ts";

/**
 * Slack keeps no queue: what it could not deliver in six minutes comes no more. What was said is read back from
 * conversations.history and .replies. Commands, presses and deletions of that time cannot be: nothing shows them.
 */
export function createCatchUp(client: WebClient, identity: IdentitySource): CatchUp {
  return {
    places: (known, window) => findPlaces(client, known, window),
    read: (place, window) => readHistory(client, identity, place, window),
  };
}
