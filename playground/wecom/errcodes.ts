/** The codes that the emulated server answers with (全局错误码, path 90313), and a text in WeCom's manner. */
export const errcodes = {
  invalidSecret: [40001, "invalid credential"],
  invalidToken: [40014, "invalid access_token"],
  missingToken: [41001, "access_token missing"],
  expiredToken: [42001, "access_token expired"],
  invalidMedia: [40007, "invalid media_id"],
  invalidFileSize: [40006, "invalid file size"],
  invalidParameter: [40058, "invalid Request Parameter"],
  // Not documented which code it is: only that a second use "returns an error" (发送消息, path 94677).
  usedMsgid: [40058, "msgid already exists"],
  usedTaskId: [40058, "task_id already exists"],
  usedCode: [40058, "invalid code"],
  noCustomer: [40096, "invalid external userid"],
  tooLong: [45002, "content size out of limit"],
  tooMany: [45009, "api freq out of limit"],
  noMember: [60111, "userid not found"],
  nobody: [81013, "user & party & tag all invalid"],
  noSuchInterface: [48002, "api forbidden"],
  noKfAccount: [95004, "open_kfid not exist"],
  invalidBellToken: [95007, "invalid msg token"],
  tooManyItems: [95008, "too many menu items"],
  tooManyReplies: [95001, "send msg count limit"],
  tooLate: [95002, "send msg time limit"],
  invalidTransition: [95016, "invalid session status transition"],
  invalidState: [95018, "send msg session status invalid"],
} as const satisfies Record<string, readonly [number, string]>;

/** A refusal, as WeCom answers it with HTTP 200. */
export class WecomRefusal extends Error {
  readonly errcode: number;

  constructor([errcode, errmsg]: readonly [number, string]) {
    super(errmsg);
    this.errcode = errcode;
  }
}
