import { describe, expect, it } from "vitest";
import { refusalError, statusError, transportError } from "./api-errors.ts";

/** errcode, what WeCom's page says about it (全局错误码, path 90313), what it means for a delivery. */
const table = [
  [-1, "系统繁忙", "retry", "other", 1_000],
  [45009, "接口调用超过限制", "retry", "rate_limited", 60_000],
  [45033, "接口并发调用超过限制", "retry", "rate_limited", 60_000],
  [40001, "不合法的secret参数", "rejected", "channel_broken", undefined],
  [40013, "不合法的CorpID", "rejected", "channel_broken", undefined],
  [40014, "不合法的access_token", "rejected", "channel_broken", undefined],
  [42001, "access_token已过期", "rejected", "channel_broken", undefined],
  [60020, "不安全的访问IP", "rejected", "channel_broken", undefined],
  [301002, "无权限操作指定的应用", "rejected", "channel_broken", undefined],
  [48001, "未授权", "rejected", "channel_broken", undefined],
  [48002, "API接口无权限调用", "rejected", "channel_broken", undefined],
  [95017, "API功能状态已关闭", "rejected", "channel_broken", undefined],
  [95004, "open_kfid不存在", "rejected", "channel_broken", undefined],
  [81013, "UserID、部门ID、标签ID全部非法或无权限", "rejected", "recipient_gone", undefined],
  [50002, "成员不在权限范围", "rejected", "recipient_gone", undefined],
  [60011, "指定的成员/部门/标签参数无权限", "rejected", "recipient_gone", undefined],
  [60111, "UserID不存在", "rejected", "recipient_gone", undefined],
  [40096, "不合法的外部联系人userid", "rejected", "recipient_gone", undefined],
  [95001, "发送客服消息次数限制", "rejected", "window_closed", undefined],
  [95002, "发送客服消息时间限制", "rejected", "window_closed", undefined],
  [95013, "会话已结束", "rejected", "window_closed", undefined],
  [95018, "发送客服消息时会话状态不合法", "rejected", "window_closed", undefined],
  [45002, "消息内容大小超过限制", "rejected", "other", undefined],
  [99999, "a code of a later year", "rejected", "other", undefined],
] as const;

describe("a refusal of WeCom", () => {
  it.each(table)("%i (%s) is %s, %s", (errcode, _, outcome, fault, retryAfterMs) => {
    const error = refusalError(errcode, "kf/send_msg");
    expect({ outcome: error.outcome, fault: error.fault, retryAfterMs: error.retryAfterMs }).toEqual({
      outcome,
      fault,
      retryAfterMs,
    });
    expect(error.details).toEqual({ errcode, path: "kf/send_msg" });
  });

  it("names what an operator has to do about the trusted addresses", () => {
    expect(refusalError(60020, "gettoken").message).toContain("企业可信IP");
  });
});

describe("a call without an answer", () => {
  const connectionError = (code: string): Error =>
    new TypeError("fetch failed", { cause: Object.assign(new Error(), { code }) });

  it.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT", "CERT_HAS_EXPIRED"])(
    "was certainly not carried out after %s",
    (code) => {
      expect(transportError(connectionError(code), "message/send", "shows").outcome).toBe("retry");
    },
  );

  it.each([connectionError("ECONNRESET"), connectionError("UND_ERR_SOCKET"), new DOMException("late", "TimeoutError")])(
    "may have been carried out after %s",
    (error) => {
      expect(transportError(error, "message/send", "shows").outcome).toBe("uncertain");
    },
  );

  it("may simply be repeated when it shows nothing to anybody", () => {
    expect(transportError(connectionError("ECONNRESET"), "gettoken", "none").outcome).toBe("retry");
  });
});

describe("an HTTP status", () => {
  it.each([
    [500, "shows", "uncertain", "other"],
    [502, "shows", "uncertain", "other"],
    [500, "none", "retry", "other"],
    [429, "shows", "retry", "rate_limited"],
    [404, "shows", "rejected", "other"],
  ] as const)("%i of a call that %s is %s", (status, effect, outcome, fault) => {
    expect(statusError(status, "message/send", effect)).toMatchObject({ outcome, fault });
  });

  it.each([
    [null, 60_000],
    ["2", 2_000],
    ["soon", 60_000],
    ["999999", 3_600_000],
  ])("429 with Retry-After %s waits %i ms", (retryAfter, retryAfterMs) => {
    expect(statusError(429, "message/send", "shows", retryAfter)).toMatchObject({ retryAfterMs });
  });
});
