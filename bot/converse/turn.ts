import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { DeskView } from "../desk/desk-view.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import type { ConverseDeps } from "./deps.ts";
import type { Parties } from "./open-conversation.ts";
import type { OrganisationRules } from "./organisation-rules.ts";
import type { RecordedMessage } from "./record-message.ts";
import type { TakenChoice } from "./take-choice.ts";

/** One turn, inside its transaction. */
export interface Turn {
  deps: ConverseDeps;
  scope: OrgScope;
  channel: LiveChannel;
  parties: Parties;
  message: RecordedMessage;
  event: MessageEvent;
  /** Where staff see the conversation; null without a desk. */
  desk: DeskView | null;
  language: Language;
  rules: OrganisationRules;
  /** What the message chose of what the customer was asked; absent where choices are not read. */
  choice?: TakenChoice | null;
}
