import type { Language } from "../../../domain/language/language.ts";
import { setSignature } from "../../../domain/organisation/set-signature.ts";
import { setUser, type UserChanges } from "../../../domain/organisation/set-user.ts";
import { setUserLanguages } from "../../../domain/organisation/set-user-languages.ts";
import { InputError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";

/** What `user set` was given; an empty value takes a value away. */
export interface SetOptions {
  languages?: Language[];
  phone?: string;
  avatarUrl?: string;
  publicName?: string;
  licence?: string;
  department?: string;
  level?: string;
  hiredAt?: string;
}

/** Changes what is kept of a member of staff, all of it or nothing. */
export async function setUserReport(tool: Tool, email: string, options: SetOptions): Promise<Report> {
  const { languages, publicName, licence, ...given } = options;
  const signed = withNulls({ publicName, licence });
  if (languages === undefined && Object.keys({ ...given, ...signed }).length === 0) {
    throw new InputError(
      "Say what to change: --languages, --phone, --avatar-url, --public-name, --licence, --department, --level or --hired-at",
    );
  }
  const wanted = withNulls(given);
  return tool.inOrganization(async (scope) => {
    // Words of a command line, checked by the schema behind it.
    const { id, name, changed } = await setUser(scope, byCli, email, wanted as UserChanges);
    const spoken = languages && (await setUserLanguages(scope, byCli, email, languages));
    const signature = Object.keys(signed).length > 0 ? await setSignature(scope, byCli, id, signed) : null;
    const shown = spoken ? { languages: spoken.languages } : {};
    const text = fields({
      name,
      ...(spoken ? { languages: spoken.languages.join(", ") || spoken.language || "not said" } : {}),
      ...(signature ? { "public name": signature.publicName ?? name, licence: signature.licence ?? "none" } : {}),
      ...(changed.length > 0 || !(spoken || signature) ? { changed: changed.join(", ") || "nothing" } : {}),
    });
    return { json: { id, email: email.trim().toLowerCase(), ...shown, ...signature, changed }, text };
  });
}

function withNulls(given: Record<string, string | undefined>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, value === "" ? null : value]])),
  );
}
