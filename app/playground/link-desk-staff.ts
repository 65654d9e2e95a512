import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { DeskPerson } from "../../playground/page/desk-person.ts";

interface StaffRow {
  id: string;
  email: string;
  name: string;
  role: string;
}

/**
 * The demo's people as members of the emulated workspace, linked already: their e-mail's first part is their handle and
 * gives their lasting id there. Whoever was removed from the organisation is not among them.
 */
export async function linkDeskStaff(
  db: Database,
  { orgId, channelId }: { orgId: string; channelId: string },
): Promise<DeskPerson[]> {
  return inOrganization(db, orgId, async ({ trx }) => {
    const users: StaffRow[] = await trx("users")
      .where({ org_id: orgId, status: "active" })
      .where("email", "like", "%@demo.test")
      .orderBy("created_at")
      .select("id", "email", "name", "role");
    const people = users.map((user) => ({ user, person: personOf(user) }));
    for (const { user, person } of people) {
      await trx("user_identities")
        .insert({
          id: newId(),
          org_id: orgId,
          channel_id: channelId,
          platform: "slack",
          external_user_id: person.id,
          user_id: user.id,
          display_name: user.name,
          linked_by: "admin",
        })
        .onConflict(["channel_id", "external_user_id"])
        .ignore();
    }
    return people.map(({ person }) => person);
  });
}

function personOf({ email, name, role }: StaffRow): DeskPerson {
  const [handle = email] = email.split("@");
  return { id: `U0${handle.toUpperCase().replace(/[^A-Z0-9]/g, "")}`, handle, name, role, email };
}
