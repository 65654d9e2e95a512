import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { packageRoot } from "../../infra/package-root.ts";
import { addAnswerCommands } from "./answer.ts";
import { addAsCommand } from "./as.ts";
import { addAskCommand } from "./ask.ts";
import { addAuditCommands } from "./audit.ts";
import { addBotCommands } from "./bot.ts";
import { addCampaignCommands } from "./campaign.ts";
import { addChannelCommands } from "./channel.ts";
import { addConductCommands } from "./conduct.ts";
import { addCourseCommands } from "./course.ts";
import { oneLine } from "./describe-failure.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addEvalCommands } from "./eval.ts";
import { addFieldCommands } from "./field.ts";
import { addFundsCommands } from "./funds.ts";
import { addGapsCommand } from "./gaps.ts";
import { addJobsCommands } from "./jobs.ts";
import { addKbCommands } from "./kb.ts";
import { addKeyCommands } from "./key.ts";
import { addKpiCommands } from "./kpi.ts";
import { addLeadCommands } from "./lead.ts";
import { addMaterialCommands } from "./material.ts";
import { addMessagesCommands } from "./messages.ts";
import { addMigrateCommand } from "./migrate.ts";
import { addOrgCommands } from "./org.ts";
import { addParkedCommands } from "./parked.ts";
import { addRecordCommands } from "./record.ts";
import type { RunCommand } from "./run-command.ts";
import { addScriptCommands } from "./script.ts";
import { addSecretsCommands } from "./secrets.ts";
import { addSeedCommands } from "./seed.ts";
import { addSettingCommands } from "./setting.ts";
import { addSlackCommands } from "./slack.ts";
import { addTagCommands } from "./tag.ts";
import { addTeamCommands } from "./team.ts";
import { addUserCommands } from "./user.ts";
import { addVerifyCommand } from "./verify.ts";
import { addWebhookCommands } from "./webhook.ts";
import { addWorkflowCommands } from "./workflow.ts";

/**
 * Every command with its arguments and help. The files of the groups import nothing heavy: what a command needs is
 * loaded when it runs, so that help is there at once.
 */
export function createProgram(run: RunCommand): Command {
  const program = new Command("deskhand")
    .description("Sets up and looks after a Deskhand: a customer desk inside messaging platforms.")
    .version(version(), "-V, --version", "prints the version")
    .helpOption("-h, --help", "shows this help")
    .helpCommand("help [command]", "shows the help of a command")
    .option("--org <code>", "the organisation a command works in", "default")
    .option("--json", "prints one JSON document on standard output, and nothing else there")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (line, write) => write(`${oneLine(line.replace(/^error: /, ""))}\n`) })
    .exitOverride();
  for (const add of groups) add(program, run);
  return program;
}

const groups = [
  addMigrateCommand,
  addSeedCommands,
  addOrgCommands,
  addTagCommands,
  addTeamCommands,
  addUserCommands,
  addAsCommand,
  addChannelCommands,
  addFieldCommands,
  addKeyCommands,
  addScriptCommands,
  addMaterialCommands,
  addCourseCommands,
  addFundsCommands,
  addLeadCommands,
  addCampaignCommands,
  addKbCommands,
  addAskCommand,
  addAnswerCommands,
  addKpiCommands,
  addBotCommands,
  addConductCommands,
  addAuditCommands,
  addRecordCommands,
  addMessagesCommands,
  addVerifyCommand,
  addParkedCommands,
  addJobsCommands,
  addGapsCommand,
  addEvalCommands,
  addSecretsCommands,
  addDoctorCommand,
  addSlackCommands,
  addSettingCommands,
  addWebhookCommands,
  addWorkflowCommands,
];

function version(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };
  return version;
}
