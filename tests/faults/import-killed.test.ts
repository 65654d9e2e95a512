import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../support/deskhand-cli.ts";
import { waitFor } from "../support/wait-for.ts";

const FILES = 120;

it("an import that is killed in the middle goes on when it is given again, and nothing is there twice", async () => {
  const cli = await openDeskhandCli();
  onTestFinished(() => cli.close());
  await mkdir(join(cli.folder, "handbook"));
  for (let index = 0; index < FILES; index++) {
    const text = `# Chapter ${index}\n\nForm ${index} is signed at the counter.\n\n## Fees\n\nThe fee of form ${index} is ${index} EUR.\n`;
    await cli.file(`handbook/chapter-${index}.md`, text);
  }
  const killed = cli.start(["kb", "import", "handbook"]);
  const ended = once(killed, "close");
  await waitFor("some documents to be there", async () => (await documents(cli)).length > 2);
  killed.kill("SIGKILL");
  await ended;
  const before = await chunks(cli);
  expect((await documents(cli)).length).toBeLessThan(FILES);

  const { code, stderr } = await cli.run(["kb", "import", "handbook"]);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  expect(await documents(cli)).toHaveLength(FILES);
  expect((await documents(cli)).filter(({ processing_status: status }) => status !== "completed")).toEqual([]);
  const after = await chunks(cli);
  expect(new Set(after.map(({ content }) => content)).size).toBe(after.length);
  // What was there keeps its ids, and so its vectors and the answers that name it.
  expect(after).toEqual(expect.arrayContaining(before));
});

const documents = (cli: DeskhandCli): Promise<{ external_id: string; processing_status: string }[]> =>
  cli.db.system("documents").select("external_id", "processing_status");

const chunks = (cli: DeskhandCli): Promise<{ id: string; content: string }[]> =>
  cli.db.system("document_chunks").select("id", "content");
