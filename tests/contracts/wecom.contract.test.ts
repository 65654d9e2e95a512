import { adapterContract } from "./adapter.contract.ts";
import { openWecomAppHarness, openWecomKfHarness } from "./wecom.harness.ts";

const noThreads = "WeCom has no threads: a chat is one person and the app";

const everywhere = {
  "links a reply to the message it answers":
    "WeCom does not report which message a reply quotes (消息格式, path 90239)",
  "reads a picture's caption as its text": "pictures have no caption in WeCom; text is a message of its own",
  "reads an edit as a new version of the same message": "nothing can be edited in WeCom or WeChat",
  "recognises what the bot itself said": "what goes out through the interface is never reported back (path 94670)",
  "changes what it sent": "only cards with buttons can be changed: tested beside the adapter",
  "takes a change to the same text as done": "only cards with buttons can be changed: tested beside the adapter",
  "passes on how long the platform asks to wait":
    "WeCom names no wait; the block lasts 60 s (访问频率限制, path 90312)",
  "opens a thread and writes in it, and in no other": noThreads,
  "tells where a thread can be opened in the app": noThreads,
  "changes the first message of a thread": noThreads,
  "does not claim to know what became of a thread whose answer was lost": noThreads,
  "does not open a second thread when the answer to the first opening was lost": noThreads,
  "says when a thread is gone, and leaves nothing beside it": noThreads,
  "shows a message for one person to nobody else":
    "a chat is one person and the app: everything in it is for them alone",
};

adapterContract({
  name: "wecom app",
  open: openWecomAppHarness,
  cannot: {
    ...everywhere,
    "reads a removal as the end of the same message": "what a member takes back is not reported (path 90240)",
    "reads a file with its name": "files sent to an app are not reported (消息格式, path 90239)",
    "never puts a secret of the channel into an attachment's reference": "files sent to an app are not reported",
    "fetches the bytes of an attachment":
      "files sent to an app are not reported; pictures are tested beside the adapter",
    "shows formatted what was formatted": "WeCom's markdown has no italics; the rest is tested beside the adapter",
  },
});

adapterContract({
  name: "wecom kf",
  open: openWecomKfHarness,
  cannot: {
    ...everywhere,
    "reads a file with its name": "the name comes only with the bytes (获取临时素材, path 90254)",
    "reads a command with its arguments": "commands are the staff's; what a customer writes is a message",
    "shows formatted what was formatted": "微信客服 shows plain text only",
    "removes what it sent": "微信客服 has no way to take a message back",
    "writes to a person in private": "a customer can only be answered, within 48 hours (发送消息, path 94677)",
  },
});
