import { z } from "zod";

const word = z.string().trim().min(1).max(300).regex(/^\S+$/, "must not contain spaces");
const place = word.regex(
  /^[^#@]/,
  "is the id of the channel (C0123ABCD, at the end of the channel's details), not its name",
);

const places = z.string().refine((list) => list.split(",").every((one) => place.safeParse(one).success), {
  error: "is the id of a channel (C0123ABCD, at the end of the channel's details), or several with commas; not a name",
});

/** The keys of `channel add slack --set`; the same as the environment's variables without `SLACK_`, in lower case. */
export const slackSettings = z
  .strictObject({
    bot_token: word,
    /** Proves webhooks. Not needed when everything comes through the socket. */
    signing_secret: word.optional(),
    /** Turns on socket mode (`xapp-…`, scope `connections:write`). */
    app_token: word.optional(),
    /** Where the Web API lives; the emulated server in tests and in the playground. */
    api_url: z.url({ protocol: /^https?$/, error: "is a web address, for example https://slack.com/api/" }).optional(),
    /** Its members may be linked by their e-mail address; by default where staff have a place here. */
    staff: z.union([z.boolean(), z.stringbool()]).optional(),
    /** Of several, comma-separated, each new conversation goes to the one with the fewest open. */
    desk_channel: places.optional(),
    alert_channel: place.optional(),
    /** What auth.test says about the bot token. Stored with the channel they save one call a process. */
    team_id: word.optional(),
    bot_user_id: word.optional(),
    bot_id: word.optional(),
  })
  .refine((settings) => settings.signing_secret !== undefined || settings.app_token !== undefined, {
    path: ["signing_secret"],
    error: "signing_secret (for webhooks) or app_token (for socket mode) is needed, else no event can arrive",
  });

export type SlackSettings = z.infer<typeof slackSettings>;
