import { z } from "zod";
import { defineSetting, readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** How customers' files are shown at the desk. */
export const deskFiles = defineSetting("desk.files", z.enum(["link", "upload"]), "link");

/**
 * True where customers' files are put into the desk's threads (setting `desk.files` = `upload`), whose copies everybody
 * there has from then on. Otherwise each is opened by a link for one person.
 */
export async function filesAreUploaded(scope: OrgScope): Promise<boolean> {
  return readSetting(await loadSettings(scope), deskFiles) === "upload";
}
