import { afterAll, beforeAll, expect, it } from "vitest";
import { buttons } from "../../bot/commands/button-registry.ts";
import { commands } from "../../bot/commands/registry.ts";
import { tellPerson } from "../../bot/desk/tell-person.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { roles } from "../../domain/organisation/values.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

const NOTHING = "00000000-0000-7000-8000-000000000000";

let desk: WecomDesk;
const userIds = new Map<string, string>();

beforeAll(async () => {
  desk = await openWecomDesk();
  for (const role of roles) {
    const member = memberOf(role);
    desk.newMember(member);
    userIds.set(role, await linkStaff(desk, { platform: "wecom", personId: member, name: member, role }));
  }
});
afterAll(() => desk.close());

// Each command without its arguments: what may be used is explained or done, what may not is refused with the role.
it.each(commands.map(({ name }) => name))(
  "gives /%s to the roles that the table names, and to no other",
  async (name) => {
    const command = commands.find((candidate) => candidate.name === name);
    // What the command before had to say may take more than one message.
    await desk.settled();
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

// Each under a message to everybody; what it is about does not exist, so that nothing comes of it but an answer.
it.each(buttons.map(({ name }) => name))(
  "gives the button %s to the roles that the table names, and to no other",
  async (name) => {
    const button = buttons.find((candidate) => candidate.name === name);
    const id = `${name}:${NOTHING}`;
    await inOrganization(desk.product.db, desk.orgId, async (scope) => {
      for (const [role, userId] of userIds) {
        await tellPerson(scope, desk.product.channels, {
          user: { id: userId, name: role, language: "en" },
          words: { en: `Press ${name}`, zh: name },
          about: { type: "test", resourceType: "test", resourceId: NOTHING },
          buttons: [[{ id, label: "Press" }]],
        });
      }
    });
    await desk.settled();
    const before = new Map(roles.map((role) => [role, desk.toldMember(memberOf(role)).length]));
    for (const role of roles) {
      const card = desk.wecom.appChat(memberOf(role)).findLast(({ buttons }) => buttons.some((one) => one.id === id));
      desk.wecom.members.presses(memberOf(role), card?.id ?? "no card", id);
    }
    for (const role of roles) {
      const told = await waitFor(`the answer to ${role}`, () => {
        const all = desk.toldMember(memberOf(role)).slice(before.get(role));
        return all.length > 0 ? all : null;
      });
      const isRefused = told.some((text) => text.includes(`Your role (${role}) may not use this button.`));
      expect({ role, isRefused }).toEqual({ role, isRefused: !(button && isAllowed(role, button.permission)) });
    }
  },
);

function memberOf(role: string): string {
  return `m_${role}`;
}
