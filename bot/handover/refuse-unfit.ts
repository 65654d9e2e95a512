import { isAllowed } from "../../domain/organisation/permissions.ts";
import { refuse } from "../desk/refuse.ts";
import type { Receiver } from "./find-receiver.ts";

/** Whoever is to have it must be able to. */
export function refuseUnfit(to: Receiver, giverId: string): void {
  if (to.kind === "team") return;
  if (to.user.id === giverId) refuse("self", { en: "You have it already.", zh: "已由您负责。" });
  if (!isAllowed(to.user.role, "conversation.take")) {
    refuse("role", {
      en: `${to.user.name} (${to.user.role}) does not take conversations.`,
      zh: `${to.user.name}（${to.user.role}）不能接手会话。`,
    });
  }
}
