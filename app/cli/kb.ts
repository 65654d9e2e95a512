import type { Command } from "commander";
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
    .action(
      (paths: string[], { kb: name, ...options }: { kb: string; audience?: string; from?: string; until?: string }) =>
        run(async (tool) => {
          const { importKnowledge } = await import("./knowledge/import-knowledge.ts");
          return importKnowledge(tool, { kb: name, ...options, paths });
        }),
    );

  kb.command("list")
    .description("lists the knowledge bases and their documents, with state and errors")
    .action(() =>
      run(async (tool) => {
        const { showKnowledge } = await import("./knowledge/show-knowledge.ts");
        return showKnowledge(tool);
      }),
    );

  kb.command("versions")
    .description("shows when each version of a document was in force, or, with --show, what one of them says")
    .argument("<id>", "the document's, as kb list shows it; of a removed one too")
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

  kb.command("reindex")
    .description("makes the vectors that are missing for the configured embedder, and fills the vector store anew")
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
