import type { Command } from "commander";
import { Option } from "commander";
import type { Language } from "../../domain/language/language.ts";
import { type Role, roles } from "../../domain/organisation/values.ts";
import type { RunCommand } from "./run-command.ts";
import { fields, minute, table } from "./table.ts";
import { byCli } from "./tool.ts";
import type { SetOptions } from "./user/set-user.ts";

interface AddOptions {
  name: string;
  role: Role;
  team?: string;
  languages?: Language[];
}

export function addUserCommands(program: Command, run: RunCommand): void {
  const user = program.command("user").description("staff");
  addAdd(user, run);
  addSet(user, run);
  addCode(user, run);
  addSuspend(user, run);
  addResume(user, run);
  addList(user, run);
}

function addAdd(user: Command, run: RunCommand): void {
  user
    .command("add")
    .description("makes a member of staff and prints the one-time code that links their account (valid 15 minutes)")
    .argument("<email>", "their e-mail address; kept in lower case")
    .requiredOption("--name <name>", "their name")
    .addOption(new Option("--role <role>", "what they may do").choices(roles).makeOptionMandatory())
    .option("--team <name>", "a team that exists")
    .addOption(spokenOption())
    .action((email: string, { name, role, team, languages }: AddOptions) =>
      run(async (tool) => {
        const { addUser } = await import("../../domain/organisation/add-user.ts");
        const { issueLinkCode } = await import("../../domain/organisation/issue-link-code.ts");
        const { added, link } = await tool.inOrganization(async (scope) => {
          const more = { ...(team === undefined ? {} : { team }), ...(languages ? { languages } : {}) };
          const added = await addUser(scope, byCli, { email, name, role, ...more });
          return { added, link: await issueLinkCode(scope, byCli, added.id, tool.clock.now()) };
        });
        const { employeeCode, username } = added;
        const lines = fields({
          name,
          email: added.email,
          role,
          team,
          "employee code": employeeCode,
          "user name": username,
        });
        return {
          json: { ...added, team: team ?? null, linkCode: link.code, linkCodeExpiresAt: link.expiresAt },
          text: `${lines}\n\n${howToLink(link)}`,
        };
      }),
    );
}

function spokenOption(): Option {
  return new Option("--languages <list>", "spoken with customers, with commas: zh,en").argParser((list: string) =>
    list
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== ""),
  );
}

function addSet(user: Command, run: RunCommand): void {
  user
    .command("set")
    .description("changes what is kept of a member of staff")
    .argument("<email>", "whose")
    .addOption(spokenOption())
    .option("--phone <number>", "their telephone; empty takes it away")
    .option("--public-name <name>", "how customers are told who writes to them; empty takes it away")
    .option("--licence <number>", "their licence, told to customers beside the name; empty takes it away")
    .option("--avatar-url <address>", "their picture, https://…; empty takes it away")
    .option("--department <department>", "tofu, mofu, bofu, vip or training; empty takes it away")
    .option("--level <level>", "newcomer, member, a_executor, elite, expert or supervisor")
    .option("--hired-at <day>", "since when they work here: 2026-11-26; empty takes it away")
    .action((email: string, options: SetOptions) =>
      run(async (tool) => (await import("./user/set-user.ts")).setUserReport(tool, email, options)),
    );
}

function addCode(user: Command, run: RunCommand): void {
  user
    .command("code")
    .description("prints a new one-time link code; the ones not used yet end now")
    .argument("<email>", "whose account shall be linked")
    .action((email: string) =>
      run(async (tool) => {
        const { findUserByEmail } = await import("../../domain/organisation/list-users.ts");
        const { issueLinkCode } = await import("../../domain/organisation/issue-link-code.ts");
        const { InputError } = await import("../../infra/errors.ts");
        const { found, link } = await tool.inOrganization(async (scope) => {
          const found = await findUserByEmail(scope, email);
          if (found.status !== "active")
            throw new InputError(`${found.email} is ${found.status}: nothing can be linked`);
          return { found, link: await issueLinkCode(scope, byCli, found.id, tool.clock.now()) };
        });
        return {
          json: { id: found.id, email: found.email, linkCode: link.code, linkCodeExpiresAt: link.expiresAt },
          text: howToLink(link),
        };
      }),
    );
}

function addSuspend(user: Command, run: RunCommand): void {
  user
    .command("suspend")
    .description(
      "ends somebody's access at once: unlinks their accounts, cancels what they wrote and has not gone out, and hands " +
        "over their conversations and customers (by the running product, or as soon as one runs)",
    )
    .argument("<email>", "whose access ends")
    .option("--reason <text>", "why, for the audit log", "by the command line")
    .option("--force", "also the last active manager or administrator", false)
    .action((email: string, { reason, force }: { reason: string; force: boolean }) =>
      run(async (tool) => {
        const { findUserByEmail } = await import("../../domain/organisation/list-users.ts");
        const { suspendUser } = await import("../../bot/people/suspend-user.ts");
        const now = tool.clock.now();
        const { found, done } = await tool.inOrganization(async (scope) => {
          const found = await findUserByEmail(scope, email);
          const about = { userId: found.id, reason: reason.slice(0, 300), now, isForced: force };
          return { found, done: await suspendUser(scope, byCli, about) };
        });
        const already = done.isNew ? "" : " already; what was left is handed over";
        const facts = `Unlinked accounts: ${done.unlinked}. Cancelled texts to customers: ${done.cancelled}.`;
        return {
          json: { id: found.id, email: found.email, status: "suspended", ...done },
          text: `${found.name} is suspended${already}. ${facts}`,
        };
      }),
    );
}

function addResume(user: Command, run: RunCommand): void {
  user
    .command("resume")
    .description("makes a suspended member of staff active again and prints a new one-time link code")
    .argument("<email>", "who may work again")
    .action((email: string) =>
      run(async (tool) => {
        const { findUserByEmail } = await import("../../domain/organisation/list-users.ts");
        const { resumeUser } = await import("../../bot/people/resume-user.ts");
        const { found, link } = await tool.inOrganization(async (scope) => {
          const found = await findUserByEmail(scope, email);
          return { found, link: await resumeUser(scope, byCli, { userId: found.id, now: tool.clock.now() }) };
        });
        return {
          json: { id: found.id, email: found.email, linkCode: link.code, linkCodeExpiresAt: link.expiresAt },
          text: `${found.name} is active.\n${howToLink(link)}`,
        };
      }),
    );
}

function addList(user: Command, run: RunCommand): void {
  user
    .command("list")
    .description("lists the staff")
    .action(() =>
      run(async (tool) => {
        const { listUsers } = await import("../../domain/organisation/list-users.ts");
        const users = await tool.inOrganization(listUsers);
        const rows = users.map((row) => [
          row.employeeCode,
          row.name,
          row.email,
          row.role,
          row.teams.join(", "),
          row.languages.join(", "),
          row.status,
          row.linked.join(", ") || "nothing",
        ]);
        const head = ["code", "name", "e-mail", "role", "teams", "languages", "status", "linked"];
        return { json: users, text: table(head, rows, "There are no users.") };
      }),
    );
}

function howToLink({ code, expiresAt }: { code: string; expiresAt: Date }): string {
  return `Link code: ${code}\nThey send the bot  /link ${code}  before ${minute(expiresAt)}. It is shown this once.`;
}
