import { adapterContract } from "./adapter.contract.ts";
import { openTelegramHarness } from "./telegram.harness.ts";

adapterContract({
  name: "telegram",
  open: openTelegramHarness,
  cannot: {
    "reads a removal as the end of the same message":
      "Telegram tells a bot nothing of removed messages, except on business connections (Bot API, Update)",
  },
});
