import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** Who has a customer's session at the platform: the colleague's name where their account is linked, else its id there. */
export async function nameHolder(
  { trx, orgId }: OrgScope,
  { channelId, holder }: { channelId: string; holder: string | null },
): Promise<Record<Language, string>> {
  if (!holder) return { en: "A receptionist", zh: "接待人员" };
  const row = await trx("user_identities as i")
    .join("users as u", "u.id", "i.user_id")
    .where({ "i.org_id": orgId, "i.channel_id": channelId, "i.external_user_id": holder })
    .first("u.name");
  return row ? { en: row.name, zh: row.name } : { en: `Receptionist ${holder}`, zh: `接待人员 ${holder}` };
}
