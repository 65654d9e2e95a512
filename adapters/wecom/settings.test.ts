import { describe, expect, it } from "vitest";
import { wecomSettings } from "./settings.ts";

const good = {
  corp_id: "ww1234567890abcdef",
  agent_id: "1000002",
  secret: "s",
  token: "QDG6eK",
  encoding_aes_key: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
};

describe("the settings of a WeCom channel", () => {
  it("call the official address unless told otherwise, and drop a slash at its end", () => {
    expect(wecomSettings.parse(good).api_base).toBe("https://qyapi.weixin.qq.com");
    expect(wecomSettings.parse({ ...good, api_base: "http://127.0.0.1:8080/" }).api_base).toBe("http://127.0.0.1:8080");
  });

  it("take users separated by commas or bars, and read again what they gave", () => {
    const once = wecomSettings.parse({ ...good, desk_users: "zhangsan,lisi", alert_users: "@all" });
    expect(once).toMatchObject({ desk_users: "zhangsan|lisi", alert_users: "@all" });
    expect(wecomSettings.parse(once)).toEqual(once);
  });

  it.each([
    ["encoding_aes_key", good.encoding_aes_key.slice(1)],
    ["token", "a b"],
    ["agent_id", "my app"],
    ["corp_id", ""],
    ["secret", ""],
    ["api_base", "qyapi.weixin.qq.com"],
    ["desk_users", "zhang san"],
  ])("refuse a %s like %j", (name, value) => {
    const result = wecomSettings.safeParse({ ...good, [name]: value });
    expect(result.error?.issues.map((issue) => issue.path[0])).toEqual([name]);
  });
});
