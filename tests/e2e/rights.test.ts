import { afterAll, beforeAll, expect, it } from "vitest";
import { commands } from "../../bot/commands/registry.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { roles } from "../../domain/organisation/values.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

let desk: WecomDesk;

beforeAll(async () => {
  desk = await openWecomDesk();
  for (const role of roles) {
    const member = memberOf(role);
    desk.newMember(member);
    await linkStaff(desk, { platform: "wecom", personId: member, name: member, role });
  }
});
afterAll(() => desk.close());

// Each command without its arguments: what may be used is explained or done, what may not is refused with the role.
it.each(commands.map(({ name }) => name))(
  "gives /%s to the roles that the table names, and to no other",
  async (name) => {
    const command = commands.find((candidate) => candidate.name === name);
    const before = new Map(roles.map((role) => [role, desk.toldMember(memberOf(role)).length]));
    for (const role of roles) desk.wecom.members.writes(memberOf(role), `/${name}`);
    for (const role of roles) {
      const told = await waitFor(`the answer to ${role}`, () => {
        const all = desk.toldMember(memberOf(role)).slice(before.get(role));
        return all.length > 0 ? all : null;
      });
      const isRefused = told.some((text) => text.includes(`Your role (${role}) may not use /${name}.`));
      expect({ role, isRefused }).toEqual({ role, isRefused: !(command && isAllowed(role, command.permission)) });
    }
  },
);

function memberOf(role: string): string {
  return `m_${role}`;
}
