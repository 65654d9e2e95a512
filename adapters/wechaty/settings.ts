import { z } from "zod";

/** What `channel add wechaty --set` and the `WECHATY_…` variables may say. */
export const wechatySettings = z
  .strictObject({
    /** The npm package that speaks to WeChat; a path would run any file, so only names are taken. */
    puppet: z
      .string()
      .max(214)
      .regex(
        /^(@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*$/,
        "must be the name of a puppet's npm package, such as wechaty-puppet-service",
      ),
    /** As the puppet's provider gave it. */
    puppet_service_token: z.string().min(1).max(512).optional(),
    /** `host:port` of a puppet service of one's own; absent: found through the token. */
    puppet_service_endpoint: z
      .string()
      .max(253)
      .regex(/^[\w.:[\]-]+:\d{1,5}$/, "must be host:port, such as 10.0.0.5:8788")
      .optional(),
  })
  .refine(({ puppet, puppet_service_token }) => puppet !== "wechaty-puppet-service" || puppet_service_token, {
    path: ["puppet_service_token"],
    message: "is required for wechaty-puppet-service: its provider gives it",
  });

export type WechatySettings = z.output<typeof wechatySettings>;
