import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/**
 * True where customers' files are put into the desk's threads (setting `desk.files` = `upload`), whose copies everybody
 * there has from then on. Otherwise each is opened by a link for one person.
 */
export async function filesAreUploaded(scope: OrgScope): Promise<boolean> {
  return (await loadSettings(scope)).get("desk.files") === "upload";
}
