import { z } from "zod";

/** `a`, `a|b`, `a,b` or `@all`: who receives cards through the self-built app. */
const userList = z
  .string()
  .regex(
    /^(@all|[\w.@-]{1,64}([|,][\w.@-]{1,64})*)$/,
    "user ids separated by | or commas, or @all, as in zhangsan|lisi",
  )
  .transform((users) => users.replaceAll(",", "|"));

/** How a WeCom channel is configured: the self-built app (自建应用), which also calls the 微信客服 interfaces. */
export const wecomSettings = z.object({
  corp_id: z.string().regex(/^[\w-]{1,64}$/, "the 企业ID from 我的企业, as in ww1234567890abcdef"),
  agent_id: z.string().regex(/^\d{1,20}$/, "the AgentId of the self-built app, as in 1000002"),
  secret: z.string().min(1).max(256),
  token: z.string().regex(/^[A-Za-z0-9]{3,32}$/, "3 to 32 letters and digits, as under 接收消息 in the console"),
  encoding_aes_key: z.string().regex(/^[A-Za-z0-9]{43}$/, "43 letters and digits, as under 接收消息 in the console"),
  api_base: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ""))
    .default("https://qyapi.weixin.qq.com"),
  /** Its members may be linked by their e-mail address; by default where staff have a place here. */
  staff: z.union([z.boolean(), z.stringbool()]).optional(),
  desk_users: userList.optional(),
  alert_users: userList.optional(),
});

export type WecomSettings = z.output<typeof wecomSettings>;
