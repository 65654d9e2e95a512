import type { Language } from "../../domain/language/language.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";

/** The language in which the demo's staff read, as a group and each of them: the page's visitor plays all of them. */
export async function setDeskLanguage(db: Database, orgId: string, language: Language): Promise<void> {
  await inOrganization(db, orgId, async ({ trx }) => {
    const value = JSON.stringify(language);
    await trx("settings")
      .insert({
        id: newId(),
        org_id: orgId,
        key: "organization.language",
        value,
        value_type: "string",
        category: "organization",
      })
      .onConflict(["org_id", "key"])
      .merge({ value });
    await trx("users").where({ org_id: orgId }).where("email", "like", "%@demo.test").update({ language });
  });
}
