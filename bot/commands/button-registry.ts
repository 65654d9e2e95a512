import { alertAck, alertEnd, alertGive, alertPick, alertSnooze, alertTake } from "./alert-buttons.ts";
import { alertRegister } from "./alert-register.ts";
import { answerWrong } from "./answer-wrong.ts";
import { assignPick, assignTo } from "./assign-buttons.ts";
import type { ButtonAction, Command } from "./command.ts";
import { courseAnswer, courseNext, courseOpen, courseTest } from "./course/buttons.ts";
import { customerTab } from "./customer/tabs.ts";
import { customersAccept, customersDecline } from "./customers-buttons.ts";
import { fileOpen } from "./file-open.ts";
import { fileAsk, fileSend } from "./file-release.ts";
import { handoverAll, handoverEach } from "./handover-all-buttons.ts";
import { handoverAccept, handoverDecline } from "./handover-buttons.ts";
import { kbImport } from "./kb-import.ts";
import { leadDo } from "./lead-buttons.ts";
import { materialShow } from "./material/show.ts";
import { mergeDo, mergeFurther, mergeUndo } from "./merge.ts";
import { offerEdit, offerSend } from "./offer-buttons.ts";
import { cancelPressed, correctPressed, recallPressed, wrongPersonPressed } from "./recall.ts";
import { commands } from "./registry.ts";
import { remindCancel } from "./remind.ts";
import { revealMessage } from "./reveal.ts";
import { scriptApprove } from "./script/list.ts";
import { scriptVote } from "./script/rate.ts";

/** Commands that also stand under messages as buttons: the id is `NAME:ARGUMENT`, the act and the rights the same. */
const commandButtons = new Set(["take", "release", "resolve", "reopen", "customer", "approve"]);

/** Every button that staff can press, by the first part of its id. */
export const buttons: readonly ButtonAction[] = [
  ...commands.flatMap(asButton),
  customerTab,
  offerSend,
  offerEdit,
  answerWrong,
  revealMessage,
  fileOpen,
  fileAsk,
  fileSend,
  kbImport,
  recallPressed,
  correctPressed,
  wrongPersonPressed,
  cancelPressed,
  scriptVote,
  scriptApprove,
  materialShow,
  courseOpen,
  courseNext,
  courseTest,
  courseAnswer,
  handoverAccept,
  handoverDecline,
  handoverAll,
  handoverEach,
  customersAccept,
  customersDecline,
  leadDo,
  mergeDo,
  mergeFurther,
  mergeUndo,
  remindCancel,
  assignPick,
  assignTo,
  alertAck,
  alertEnd,
  alertSnooze,
  alertTake,
  alertPick,
  alertGive,
  alertRegister,
];

export function findButton(name: string): ButtonAction | null {
  return buttons.find((button) => button.name === name) ?? null;
}

function asButton(command: Command): ButtonAction[] {
  if (!commandButtons.has(command.name) || !("run" in command)) return [];
  return [{ name: command.name, permission: command.permission, run: command.run }];
}
