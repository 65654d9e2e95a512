import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { refuse } from "../desk/refuse.ts";
import { lockImport, queueImport } from "../knowledge/posted-import.ts";
import { plainText } from "../ports/rich-text.ts";
import type { ButtonAction } from "./command.ts";

/** Imports posted files into the knowledge base on the button. The argument is `IMPORT:INDEX`. */
export const kbImport: ButtonAction = {
  name: "kb_import",
  permission: "knowledge.import",
  run: async ({ scope, staff, language, chat }, argument) => {
    const [id = "", index = ""] = argument.split(":");
    const posted = await lockImport(scope, id);
    const kb = /^\d$/.test(index) ? posted?.bases[Number(index)] : undefined;
    if (!posted || kb === undefined) {
      return refuse("no_import", {
        en: "These files are not here any more: post them again.",
        zh: "这些文件已不存在，请重新发出。",
      });
    }
    if (posted.status !== "offered") {
      return refuse("import_begun", {
        en: `These files were given to “${posted.kb}” already. To import them again, post them again.`,
        zh: `这些文件已导入“${posted.kb}”。如需再次导入，请重新发出。`,
      });
    }
    const target = { chatId: chat.id, ...(chat.threadId ? { threadId: chat.threadId } : {}) };
    await queueImport(scope, id, { kb, userId: staff.userId, place: { chat: chat.key, target, language } });
    const payload = { orgId: scope.orgId, importId: id };
    await enqueueJob(scope.trx, { task: "import_posted", payload, key: `import_posted:${id}` });
    const words = {
      en: `Being imported into “${kb}”. What came of it is said here.`,
      zh: `正在导入“${kb}”，完成后将在此处告知结果。`,
    };
    return plainText(words[language]);
  },
};
