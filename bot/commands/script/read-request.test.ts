import { expect, it } from "vitest";
import { readScriptRequest, type ScriptRequest } from "./read-request.ts";

it.each<[string, ScriptRequest]>([
  ["withdrawal", { kind: "find", query: "withdrawal", code: "" }],
  ["出金", { kind: "find", query: "出金", code: "" }],
  ["C1042 出金", { kind: "find", query: "出金", code: "C1042" }],
  ["出金 退回 c1042", { kind: "find", query: "出金 退回", code: "c1042" }],
  ["", { kind: "find", query: "", code: "" }],
  ["list", { kind: "list" }],
  ["列表", { kind: "list" }],
  ["list of fees", { kind: "find", query: "list of fees", code: "" }],
  ["add #fees Our fees\n\nare low", { kind: "add", text: "#fees Our fees\n\nare low" }],
  ["add", { kind: "find", query: "add", code: "" }],
  ["edit SCR_004 New words", { kind: "edit", code: "SCR_004", text: "New words" }],
  ["edit my details", { kind: "find", query: "edit my details", code: "" }],
  ["修改 开场-1 您好", { kind: "edit", code: "开场-1", text: "您好" }],
  ["修改 密码", { kind: "find", query: "修改 密码", code: "" }],
  ["Approve SCR_004", { kind: "approve", code: "SCR_004" }],
  ["retire OPENING", { kind: "retire", code: "OPENING" }],
  ["retire early", { kind: "find", query: "retire early", code: "" }],
  ["rate SCR_004 5", { kind: "rate", code: "SCR_004", rating: 5 }],
  ["评分 SCR_004 ５", { kind: "rate", code: "SCR_004", rating: 5 }],
  ["rate SCR_004 9", { kind: "rate", code: "SCR_004", rating: null }],
  ["constructor", { kind: "find", query: "constructor", code: "" }],
])("reads /script %s", (args, request) => {
  expect(readScriptRequest(args)).toEqual(request);
});
