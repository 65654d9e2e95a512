/** `external_message_id`, as other programs rely on it: one form a platform. */
const forms: Record<string, RegExp> = {
  /** `CHAT_ID:MESSAGE_ID` */
  telegram: /^-?\d+:\d+$/,
  /** `CHANNEL:TS` */
  slack: /^[A-Z0-9]+:\d+\.\d{6}$/,
  /** `MsgId` of the app, `OPEN_KFID:MSGID` of 微信客服. */
  wecom: /^[^\s:]+(:[^\s:]+)?$/,
  wechaty: /^\S+$/,
};

/** The form that this platform's message ids must have; fails for a platform that has none yet. */
export function messageIdForm(platform: string): RegExp {
  const form = forms[platform];
  if (!form)
    throw new Error(`no form of external_message_id is fixed for "${platform}": add it here and to the contract`);
  return form;
}
