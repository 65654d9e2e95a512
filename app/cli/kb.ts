import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";

const DEFAULT_KB = "default";

export function addKbCommands(program: Command, run: RunCommand): void {
  const kb = program.command("kb").description("what the organisation knows");

  kb.command("import")
    .description(
      "imports files and folders: .md and .txt documents; .jsonl and .csv with FAQs (question, answer, optional id, " +
        "alts, category) or, .jsonl only, passages (id, title, text). The given ids are kept: importing again updates. " +
        "What cannot be read is listed, the rest imported; the command fails when nothing could be.",
    )
    .argument("<path...>", "files and folders")
    .option("--kb <name>", "the knowledge base; made when there is none", DEFAULT_KB)
    .option(
      "--audience <audience>",
      "public: customers are answered from it, in groups too; internal: only staff are (default: as it was, at first public)",
    )
    .action((paths: string[], { kb: name, audience }: { kb: string; audience?: string }) =>
      run(async (tool) => {
        const { importKnowledge } = await import("./knowledge/import-knowledge.ts");
        return importKnowledge(tool, { kb: name, audience, paths });
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
