import { adapterContract } from "../contracts/adapter.contract.ts";
import { openWechatyHarness } from "./wechaty.harness.ts";

const noWebhook = "wechaty has no webhook: messages come through a session, which nobody signs";
const noButtons = "WeChat shows no buttons of ours: they become lines of the text, tested beside the adapter";
const noThreads = "WeChat has no threads";
const noEdits = "nothing can be edited in WeChat";

adapterContract({
  name: "wechaty",
  open: openWechatyHarness,
  cannot: {
    "lets in what the platform signed and answers it with 2xx": noWebhook,
    "refuses a request whose proof is wrong": noWebhook,
    "refuses a request without any proof": noWebhook,
    "keeps an authentic request that it does not know and reads it as unknown": `${noWebhook}; strange messages are tested beside`,
    "links a reply to the message it answers":
      "wechaty does not tell which message one quotes (Message has no such member)",
    "reads a picture's caption as its text": "pictures have no caption in WeChat",
    "reads an edit as a new version of the same message": noEdits,
    "changes what it sent": noEdits,
    "takes a change to the same text as done": noEdits,
    "reads a pressed button by the id it was sent with": noButtons,
    "shows buttons in their order": noButtons,
    "answers a pressed button": noButtons,
    "opens a thread and writes in it, and in no other": noThreads,
    "tells where a thread can be opened in the app": noThreads,
    "changes the first message of a thread": noThreads,
    "does not claim to know what became of a thread whose answer was lost": noThreads,
    "does not open a second thread when the answer to the first opening was lost": noThreads,
    "says when a thread is gone, and leaves nothing beside it": noThreads,
    "shows a message for one person to nobody else": "a room shows everything to all; the core writes in private",
    "shows formatted what was formatted": "WeChat shows plain text only",
    "passes on how long the platform asks to wait": "neither WeChat nor its puppets ever name a wait",
  },
});
