import { adapterContract } from "./adapter.contract.ts";
import { openTelegramHarness } from "./telegram.harness.ts";

adapterContract({
  name: "telegram",
  open: openTelegramHarness,
  cannot: {
    "reads a removal as the end of the same message":
      "Telegram tells a bot nothing of removed messages, except on business connections (Bot API, Update)",
    "does not open a second thread when the answer to the first opening was lost":
      "topics have no key and cannot be listed; the topic is reported by its title instead, tested beside the adapter",
    "shows a message for one person to nobody else": "a group shows everything to all; the core writes in private",
  },
});
