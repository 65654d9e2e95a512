import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";

/** What customers pay in and out, currency rates, and the funnel that follows. */
export function addFundsCommands(program: Command, run: RunCommand): void {
  addImport(program, run, "deposit", "deposits", "deposited_at (now), status, settled_at, platform, notes");
  addImport(program, run, "withdrawal", "withdrawals", "requested_at (now), status, settled_at, reason, risk_level");
  addRecommendations(program, run);
  addRates(program, run);
  program
    .command("funnel")
    .description("where customers stand, from the first contact to the deposit")
    .command("rebuild")
    .description("works out the funnel tables again from what is recorded; where all was followed it changes nothing")
    .action(() =>
      run(async (tool) => {
        const { rebuildTool } = await import("./funds/rebuild.ts");
        return rebuildTool(tool);
      }),
    );
}

function addImport(
  program: Command,
  run: RunCommand,
  kind: "deposit" | "withdrawal",
  what: string,
  optional: string,
): void {
  program
    .command(kind)
    .description(`customers' ${what}`)
    .command("import")
    .description(
      `records ${what} from a .csv file with the columns external_ref, amount, currency, and customer_code, or ` +
        "system and account for a customer whom another system knows by a number; may have " +
        `${optional}. A reference that was recorded before is not recorded again; its status moves on where the file says ` +
        "more. Rows with errors are listed, the others recorded; the command fails when none could be.",
    )
    .argument("<file>", "a .csv file, UTF-8")
    .action((file: string) =>
      run(async (tool) => {
        const { importFunds } = await import("./funds/import-funds.ts");
        return importFunds(tool, kind, file);
      }),
    );
}

function addRecommendations(program: Command, run: RunCommand): void {
  program
    .command("recommendation")
    .description("recommendations that customers followed, as the back office saw it; they count for nothing else")
    .command("import")
    .description(
      "records them from a .csv file with the columns external_ref, and customer_code, or system and account; may have " +
        "title and followed_at (now). A reference that was recorded before is not recorded again.",
    )
    .argument("<file>", "a .csv file, UTF-8")
    .action((file: string) =>
      run(async (tool) => {
        const { importFunds } = await import("./funds/import-funds.ts");
        return importFunds(tool, "recommendation", file);
      }),
    );
}

function addRates(program: Command, run: RunCommand): void {
  const rate = program
    .command("rate")
    .description("what currencies are worth in the base currency (organization.base_currency)");
  rate
    .command("set")
    .description("says what one unit of a currency was worth in the base currency from a day on")
    .argument("<currency>", "its code: EUR")
    .argument("<rate>", "a decimal number: 7.12")
    .option("--day <day>", "2026-11-22; today unless given")
    .action((currency: string, value: string, { day }: { day?: string }) =>
      run(async (tool) => {
        const { setOneRate } = await import("./funds/rates.ts");
        return setOneRate(tool, currency, value, day);
      }),
    );
  rate
    .command("import")
    .description(
      "sets rates from a .csv file with the columns currency, rate and day; all of them or, with an error, none",
    )
    .argument("<file>", "a .csv file, UTF-8")
    .action((file: string) =>
      run(async (tool) => {
        const { importRates } = await import("./funds/rates.ts");
        return importRates(tool, file);
      }),
    );
  rate
    .command("list")
    .description("lists the newest rates")
    .action(() =>
      run(async (tool) => {
        const { showRates } = await import("./funds/rates.ts");
        return showRates(tool);
      }),
    );
}
