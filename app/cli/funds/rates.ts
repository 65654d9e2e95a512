import { listRates, type Rate, readRate, setRate } from "../../../domain/funds/currency-rates.ts";
import { readFundSettings } from "../../../domain/funds/fund-settings.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { DeskhandError, InputError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import { table } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";
import { readTableFile } from "./read-table-file.ts";

const LISTED = 100;

/** Sets the rate of one day. */
export async function setOneRate(
  tool: Tool,
  currency: string,
  value: string,
  day: string | undefined,
): Promise<Report> {
  return tool.inOrganization(async (scope) => {
    const { baseCurrency, timezone } = await fundSettings(scope);
    const today = new Intl.DateTimeFormat("en-CA", { timeZone: timezone, dateStyle: "short" }).format(tool.clock.now());
    const rate = readRate({ currency, rate: value, day: day ?? today }, baseCurrency);
    const isChanged = await setRate(scope, baseCurrency, rate, byCli);
    const said = `1 ${rate.currency} = ${rate.rate} ${baseCurrency} from ${rate.day}`;
    return { json: { ...rate, baseCurrency, isChanged }, text: isChanged ? said : `${said}, as before` };
  });
}

/** Sets all rates of a file, or none. */
export async function importRates(tool: Tool, file: string): Promise<Report> {
  const rows = await readTableFile(file, ["currency", "rate", "day"]);
  return tool.inOrganization(async (scope) => {
    const { baseCurrency } = await fundSettings(scope);
    const rates = rows.map(({ line, cells }) => atLine(line, () => readRate(rateOf(cells), baseCurrency)));
    let changed = 0;
    for (const rate of rates) if (await setRate(scope, baseCurrency, rate, byCli)) changed += 1;
    const json = { file, read: rates.length, changed, baseCurrency };
    return { json, text: `${rates.length} rates to ${baseCurrency}, ${changed} of them new or changed` };
  });
}

/** The newest rates. */
export async function showRates(tool: Tool): Promise<Report> {
  return tool.inOrganization(async (scope) => {
    const { baseCurrency } = await fundSettings(scope);
    const rates = await listRates(scope, baseCurrency, LISTED);
    const rows = rates.map(({ currency, rate, day }) => [day, currency, rate]);
    const text = table(["day", "one", `in ${baseCurrency}`], rows, `There are no rates to ${baseCurrency}.`);
    return { json: { baseCurrency, rates }, text };
  });
}

async function fundSettings(scope: OrgScope) {
  return readFundSettings(await loadSettings(scope));
}

const rateOf = ({ currency = "", rate = "", day = "" }: Record<string, string>): Rate => ({ currency, rate, day });

function atLine<T>(line: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DeskhandError) throw new InputError(`line ${line}: ${error.message}`);
    throw error;
  }
}
