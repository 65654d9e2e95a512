import { chunkDocument } from "../../knowledge/ingest/chunk-document.ts";
import type { HeavyFormat } from "../../knowledge/ingest/formats/read-file.ts";
import { createReadingThread, type ReadingThread } from "../../knowledge/ingest/formats/reading-thread.ts";
import { parseMarkdownBlocks } from "../../knowledge/ingest/parse-blocks.ts";
import { bullets, excelFile, heading, paragraph, wordFile, wordTable } from "../support/office-files.ts";
import { type PdfWords, pdfFile } from "../support/pdf-file.ts";

// One text of 40 sections in every format: what of its structure is in the chunks, and how long reading takes.
const SECTIONS = 40;

interface Section {
  title: string;
  words: string;
  items: string[];
  rows: string[][];
}

const sections: Section[] = Array.from({ length: SECTIONS }, (_, n) => ({
  title: `Rule ${n + 1}`,
  words: `Rule number ${n + 1} holds for every account, and 第${n + 1}条规则 is told to the customer.`,
  items: [`Open screen ${n + 1}`, `Confirm step ${n + 1}`],
  rows: [
    ["Account", "Fee"],
    [`Basic ${n + 1}`, `${n + 1} USD`],
    [`Pro ${n + 1}`, `${n + 2} USD`],
  ],
}));

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

const markdown = sections
  .map(({ title, words, items, rows: [head = [], ...rest] }) =>
    [
      `## ${title}\n\n${words}\n\n${items.map((item) => `- ${item}`).join("\n")}`,
      [row(head), "| --- | --- |", ...rest.map(row)].join("\n"),
    ].join("\n\n"),
  )
  .join("\n\n");

const html = sections
  .map(({ title, words, items, rows }) => {
    const cells = rows.map((cols) => `<tr>${cols.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("");
    const list = items.map((item) => `<li>${item}</li>`).join("");
    return `<h2>${title}</h2><p>${words}</p><ul>${list}</ul><table>${cells}</table>`;
  })
  .join("");

const docx = wordFile(
  sections.flatMap(({ title, words, items, rows }) => [
    heading(2, title),
    paragraph(words),
    bullets(items),
    wordTable(rows),
  ]),
);

const pdf = pdfFile(
  sections.map(({ title, words, items, rows }): PdfWords[] => {
    const [before = "", after = ""] = words.split(/(?<=and )/);
    const at = (text: string, y: number, x = 70, size = 11) => ({ text, x, y, size });
    return [
      at(title, 780, 70, 16),
      at(before, 740),
      at(after.slice(0, after.indexOf(" is")), 726),
      at(after.slice(after.indexOf(" is") + 1), 712),
      ...items.map((item, index) => at(`- ${item}`, 680 - index * 14)),
      ...rows.flatMap(([left = "", right = ""], index) => [
        at(left, 620 - index * 14),
        at(right, 620 - index * 14, 260),
      ]),
    ];
  }),
);

const xlsx = excelFile(Object.fromEntries(sections.map(({ title, rows }) => [title, rows])));

const files: [format: HeavyFormat | "md", bytes: Uint8Array, has: { prose: boolean; pages: boolean }][] = [
  ["md", Buffer.from(markdown), { prose: true, pages: false }],
  ["html", Buffer.from(`<meta charset="utf-8"><body>${html}</body>`), { prose: true, pages: false }],
  ["docx", docx, { prose: true, pages: false }],
  ["pdf", pdf, { prose: true, pages: true }],
  ["xlsx", xlsx, { prose: false, pages: false }],
];

const say = (line: string) => process.stdout.write(`${line}\n`);

const thread = createReadingThread();
say("| format | headings | words | list items | table rows | pages | chunks | tokens of a chunk | read in |");
say("|---|---:|---:|---:|---:|---:|---:|---|---:|");
for (const [format, bytes, has] of files) {
  // The first reading also loads the library.
  await read(thread, format, bytes);
  const start = performance.now();
  const chunks = chunkDocument(await read(thread, format, bytes));
  const took = performance.now() - start;
  const found = sections.map(({ title, words, items, rows }, index) => {
    const own = chunks.filter(({ headingPath }) => headingPath.at(-1) === title);
    const text = own.map(({ content }) => content).join("\n");
    return {
      heading: own.length > 0,
      words: text.replace(/\s/g, "").includes(words.replace(/\s/g, "")),
      items: items.filter((item) => text.split("\n").includes(`- ${item}`)).length,
      rows: rows.filter((cells) => text.split("\n").includes(row(cells))).length,
      page: own.length > 0 && own.every(({ page }) => page === index + 1),
    };
  });
  const share = (count: number, of: number) => `${count}/${of}`;
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
  const tokens = chunks.map(({ tokenCount }) => tokenCount).sort((a, b) => a - b);
  say(
    row([
      format,
      share(found.filter((each) => each.heading).length, SECTIONS),
      has.prose ? share(found.filter((each) => each.words).length, SECTIONS) : "–",
      has.prose ? share(sum(found.map(({ items }) => items)), SECTIONS * 2) : "–",
      share(sum(found.map(({ rows }) => rows)), SECTIONS * 3),
      has.pages ? share(found.filter((each) => each.page).length, SECTIONS) : "–",
      String(chunks.length),
      `${tokens[0]}–${tokens.at(-1)}`,
      `${Math.round(took)} ms`,
    ]),
  );
}
await thread.close();

async function read(reader: ReadingThread, format: HeavyFormat | "md", bytes: Uint8Array) {
  if (format === "md") return parseMarkdownBlocks(Buffer.from(bytes).toString());
  return (await reader.read({ format, bytes, charset: null })).blocks;
}
