/** `npm run scale [-- --messages 1000000 --customers 50000 --seed 1]`: the large form of scale.test.ts, with its table. */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "1000000" },
    customers: { type: "string", default: "50000" },
    seed: { type: "string", default: "1" },
  },
});
for (const [name, value] of Object.entries(values)) {
  if (!/^[1-9]\d{0,8}$/.test(value)) {
    process.stderr.write(`--${name} is a whole number above zero\n`);
    process.exit(2);
  }
}
const { status } = spawnSync("npx", ["vitest", "run", "tests/scale/scale.test.ts"], {
  stdio: "inherit",
  env: {
    ...process.env,
    SCALE_MESSAGES: values.messages,
    SCALE_CUSTOMERS: values.customers,
    SCALE_SEED: values.seed,
  },
});
process.exit(status ?? 1);
