import { adapterContract } from "./adapter.contract.ts";
import { openSlackHarness } from "./slack.harness.ts";

adapterContract({ name: "slack", open: openSlackHarness });
