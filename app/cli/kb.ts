import type { Command } from "commander";
import type { ImportOptions } from "./knowledge/import-knowledge.ts";
import type { RunCommand } from "./run-command.ts";

const DEFAULT_KB = "default";

export function addKbCommands(program: Command, run: RunCommand): void {
  const kb = program.command("kb").description("what the organisation knows");

  kb.command("import")
    .description(
      "imports files, folders, web pages and sitemaps: documents from .md, .txt, .html, .pdf, .docx and .xlsx; FAQs from " +
        ".jsonl, .csv and sheets of .xlsx (question, answer, optional id, alts, category); passages from .jsonl (id, title, " +
        "text). The given ids are kept: importing again updates, and goes on where it was cut off. What cannot be read is " +
        "listed, the rest imported; the command fails when nothing could be.",
    )
    .argument("<path...>", "files, folders and addresses (https://…)")
    .option("--kb <name>", "the knowledge base; made when there is none", DEFAULT_KB)
    .option(
      "--audience <audience>",
      "public: customers are answered from it, in groups too; internal: only staff are (default: as it was, at first public)",
    )
    .option("--from <day>", "the documents come into force on this day (2026-12-31, in the organisation's time zone)")
    .option("--until <day>", "the documents are in force for the last time on the day before this one")
    .option("--tag <tag...>", "the documents are filed under these, instead of what they were (default: as they were)")
    .option("--by <email>", "the person who brings it in, shown in kb list")
    .action((paths: string[], options: Omit<ImportOptions, "paths">) =>
      run(async (tool) => {
        const { importKnowledge } = await import("./knowledge/import-knowledge.ts");
        return importKnowledge(tool, { ...options, paths });
      }),
    );

  kb.command("list")
    .description("lists the knowledge bases and their documents, with state and errors")
    .option("--tag <tag>", "only the documents filed under this one")
    .action(({ tag }: { tag?: string }) =>
      run(async (tool) => {
        const { showKnowledge } = await import("./knowledge/show-knowledge.ts");
        return showKnowledge(tool, tag);
      }),
    );

  kb.command("describe")
    .description("says what a knowledge base is for, shown in kb list")
    .argument("<name>", "the knowledge base")
    .argument("<text>", 'at most 300 characters; "" takes it away')
    .action((name: string, text: string) =>
      run(async (tool) => {
        const { describeKnowledge } = await import("./knowledge/describe-knowledge.ts");
        return describeKnowledge(tool, name, text);
      }),
    );

  kb.command("set")
    .description(
      "sets how one knowledge base answers: threshold, the confidence from which it does (0.05 to 0.99), and language " +
        "(en, zh), that of texts whose language nothing tells",
    )
    .argument("<name>", "the knowledge base")
    .argument("<setting...>", "threshold=0.7 language=zh; threshold= alone, and it is as everywhere again")
    .action((name: string, words: string[]) =>
      run(async (tool) => {
        const { setKnowledge } = await import("./knowledge/describe-knowledge.ts");
        return setKnowledge(tool, name, words);
      }),
    );

  kb.command("versions")
    .description(
      "shows when each version of a document or FAQ was in force, and where an FAQ's came from, or, with --show, what one of " +
        "them says",
    )
    .argument(
      "<id>",
      "as kb list shows a document's; an FAQ's as its import gave it, gap-NUMBER of a draft; of a removed one too",
    )
    .option("--kb <name>", "the knowledge base", DEFAULT_KB)
    .option("--show <version>", "the number of a version")
    .action((id: string, { kb: name, show }: { kb: string; show?: string }) =>
      run(async (tool) => {
        const { showVersions } = await import("./knowledge/show-versions.ts");
        return showVersions(tool, { kb: name, id, show });
      }),
    );

  kb.command("answers")
    .description("shows the newest stored answers of a conversation with exactly the texts that each was given")
    .argument("<conversation>", "its code: C1042")
    .option("--limit <number>", "how many, at most 100", "5")
    .action((code: string, { limit }: { limit: string }) =>
      run(async (tool) => {
        const { showAnswers } = await import("./knowledge/show-answers.ts");
        return showAnswers(tool, { code, limit });
      }),
    );

  kb.command("status")
    .description("shows whose vectors serve, how far those of another embedder are, and why they were not made")
    .action(() =>
      run(async (tool) => {
        const { showVectors } = await import("./knowledge/show-vectors.ts");
        return showVectors(tool);
      }),
    );

  kb.command("reindex")
    .description(
      "makes the vectors that are missing for the configured embedder, and the collections of a vector store anew; what " +
        "serves does so until they are whole",
    )
    .option("--kb <name>", "only this knowledge base (default: all)")
    .action(({ kb: name }: { kb?: string }) =>
      run(async (tool) => {
        const { reindexKnowledge } = await import("./knowledge/reindex-knowledge.ts");
        return reindexKnowledge(tool, name);
      }),
    );

  kb.command("remove")
    .description(
      "removes FAQs and documents by the ids of their import; without ids, the knowledge base of --kb, whole",
    )
    .argument("[id...]", "as given in the import (a document's is its path there)")
    .option("--kb <name>", `the knowledge base (default with ids: ${DEFAULT_KB})`)
    .action((ids: string[], { kb: name }: { kb?: string }) =>
      run(async (tool) => {
        const { removeKnowledge } = await import("./knowledge/remove-knowledge.ts");
        return removeKnowledge(tool, { ids, name, defaultName: DEFAULT_KB });
      }),
    );
}
