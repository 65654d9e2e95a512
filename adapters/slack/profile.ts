import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { PersonProfile } from "../../bot/ports/adapter.ts";
import { toReadError } from "./delivery-errors.ts";
import type { IdentitySource } from "./identity.ts";

const userInfo = z.object({
  user: z.object({
    id: z.string(),
    team_id: z.string().optional(),
    deleted: z.boolean().default(false),
    is_bot: z.boolean().default(false),
    is_restricted: z.boolean().default(false),
    is_ultra_restricted: z.boolean().default(false),
    /** Someone from another company in a shared channel. */
    is_stranger: z.boolean().default(false),
    /** Invited and not yet come. */
    is_invited_user: z.boolean().default(false),
    tz: z.string().optional(),
    locale: z.string().optional(),
    real_name: z.string().optional(),
    profile: z.object({
      display_name: z.string().optional(),
      real_name: z.string().optional(),
      email: z.string().optional(),
      image_192: z.string().optional(),
    }),
  }),
});
type User = z.infer<typeof userInfo>["user"];

/**
 * `users.info`; the e-mail needs `users:read.email`. Null when the workspace knows nobody by that id, or may not see
 * them. Throws DeliveryError.
 */
export function createProfile(client: WebClient, identity: IdentitySource) {
  return async (personId: string): Promise<PersonProfile | null> => {
    const { teamId } = await identity.get();
    try {
      const { user } = userInfo.parse(await client.users.info({ user: personId, include_locale: true }));
      return toProfile(user, teamId);
    } catch (error) {
      const failure = toReadError(error, "users.info");
      if (failure.fault === "recipient_gone") return null;
      throw failure;
    }
  };
}

function toProfile({ profile, ...user }: User, teamId: string): PersonProfile {
  const displayName = profile.display_name || profile.real_name || user.real_name;
  return {
    ...(displayName ? { displayName } : {}),
    ...(profile.image_192 ? { avatarUrl: profile.image_192 } : {}),
    ...(profile.email ? { email: profile.email } : {}),
    ...(user.locale ? { language: user.locale } : {}),
    ...(user.tz ? { timezone: user.tz } : {}),
    isFullMember:
      !(user.deleted || user.is_bot || user.id === "USLACKBOT") &&
      !(user.is_restricted || user.is_ultra_restricted || user.is_stranger || user.is_invited_user) &&
      user.team_id === teamId,
  };
}
