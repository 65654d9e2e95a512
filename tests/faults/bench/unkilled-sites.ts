/**
 * Commits and platform calls of a turn's folders that have no fault point of their own, with the reason. One that is in
 * neither list fails the test: whoever adds a commit says where a process may die around it.
 */
const rareTurn = "a rarer turn: ends its receipt in its one transaction, as turn.message does";
const reading = "reads only";
const channelState = "the channel's own state, which the next call or reading tells again";

export const unkilledSites: Record<string, string> = {
  "bot/intake/listen-channels.ts transaction": channelState,
  "bot/intake/listen-channels.ts adapter.listen": "what it brings is stored at intake.store",
  "bot/intake/pull-channel.ts adapter.pullHints": reading,
  "bot/intake/pull-channel.ts transaction": channelState,
  "bot/converse/answer-edit.ts inOrganization": "a job of its own, worked once by its event edit_heeded",
  "bot/converse/bot-added.ts inOrganization": rareTurn,
  "bot/converse/chat-moved.ts inOrganization": rareTurn,
  "bot/converse/choice-press.ts inOrganization": reading,
  "bot/converse/customer-joined.ts inOrganization": reading,
  "bot/converse/customer-message.ts inOrganization": reading,
  "bot/converse/customer-press.ts inOrganization": rareTurn,
  "bot/converse/early-changes.ts transaction":
    "puts a change back into the inbox once; the change stays kept where it did not",
  "bot/converse/group-member.ts inOrganization": rareTurn,
  "bot/converse/handle-events.ts transaction": channelState,
  "bot/converse/keep-withdrawn.ts inOrganization": rareTurn,
  "bot/converse/mark-unreachable.ts inOrganization": rareTurn,
  "bot/converse/rating.ts inOrganization": rareTurn,
  "bot/converse/read-edit.ts adapter.parse": reading,
  "bot/converse/record-send-failure.ts inOrganization": rareTurn,
  "bot/converse/resolve-staff.ts inOrganization":
    "links a colleague before their turn, and finds the link when repeated",
  "bot/converse/resolve-staff.ts adapter.profile": reading,
  "bot/converse/team-of-turn.ts inOrganization": reading,
  "bot/converse/typed-by-staff.ts inOrganization": rareTurn,
  "bot/converse/unknown-group.ts inOrganization": rareTurn,
  "bot/converse/work-chat.ts transaction": channelState,
  "bot/delivery/deliver-chat.ts adapter.reopenThread": "between delivery.claim and its settling, like delivery.send",
  "bot/delivery/send-delivery.ts adapter.send": "inside delivery.send",
  "bot/delivery/send-delivery.ts adapter.edit": "inside delivery.send",
  "bot/delivery/send-delivery.ts adapter.remove": "inside delivery.send",
  "bot/delivery/send-delivery.ts adapter.sessions.takeBack": "inside delivery.send",
  "bot/delivery/send-delivery.ts adapter.openThread": "inside delivery.send",
  "bot/delivery/desk-thread-state.ts transaction": "a desk thread's own state, for staff",
  "bot/delivery/follow-moved-chat.ts transaction": "a chat's new id: refused and followed again if it did not commit",
  "bot/delivery/settle-delivery.ts transaction":
    "a lost thread, a stopped text or the channel's state: settled again if it did not commit",
  "bot/delivery/stop-unwanted.ts transaction": "a text that does not go out: stopped again if it did not commit",
  "bot/sessions/record-session-move.ts inOrganization": rareTurn,
};
