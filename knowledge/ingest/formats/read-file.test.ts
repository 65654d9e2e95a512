import { zipSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { bullets, excelFile, heading, paragraph, wordFile, wordTable } from "../../../tests/support/office-files.ts";
import { type PdfWords, pdfFile } from "../../../tests/support/pdf-file.ts";
import { chunkDocument } from "../chunk-document.ts";
import type { HeavyFormat } from "./read-file.ts";
import { createReadingThread } from "./reading-thread.ts";

const thread = createReadingThread();
afterAll(() => thread.close());

const read = (format: HeavyFormat, bytes: Uint8Array | string, charset: string | null = null) =>
  thread.read({ format, bytes: Buffer.from(bytes), charset });

const chunksOf = async (format: HeavyFormat, bytes: Uint8Array | string) =>
  chunkDocument((await read(format, bytes)).blocks).map(({ headingPath, content }) => [
    headingPath.join(" › "),
    content,
  ]);

const FEES = "| Account | Fee |\n| --- | --- |\n| Basic | 5 USD |\n| Pro | 0 USD |";

describe("a web page", () => {
  it("keeps headings, lists and tables, and leaves out menus, scripts and links' addresses", async () => {
    const html = `<!doctype html><html><head><title>Fees &amp; terms</title><script>alert(1)</script></head><body>
      <nav><a href="/">Home</a></nav><header>Our bank</header>
      <h1>Fees</h1><p>All <b>fees</b>, see <a href="/terms">the terms</a>.</p>
      <h2>Withdrawals</h2><ol><li>Open the app</li><li>Confirm</li></ol>
      <table><thead><tr><th>Account</th><th>Fee</th></tr></thead><tbody><tr><td>Basic</td><td>5 USD</td></tr>
      <tr><td>Pro</td><td>0 USD</td></tr></tbody></table><footer>© us</footer></body></html>`;
    expect((await read("html", html)).title).toBe("Fees & terms");
    const chunks = await chunksOf("html", html);
    expect(chunks.map(([path]) => path)).toEqual(["Fees", "Fees › Withdrawals"]);
    expect(chunks[0]?.[1]).toBe("All **fees**, see the terms.");
    expect(chunks[1]?.[1]).toBe(`1. Open the app\n2. Confirm\n\n${FEES.replaceAll("---", "-")}`);
  });

  it("is read from its main part where it marks one", async () => {
    expect(await chunksOf("html", "<body><div>Buy now</div><main><p>The answer.</p></main></body>")).toEqual([
      ["", "The answer."],
    ]);
  });

  it("is read in the encoding that it declares", async () => {
    const han = Uint8Array.from([0xb3, 0xf6, 0xbd, 0xf0]);
    const html = Buffer.concat([Buffer.from('<meta charset="gbk"><p>'), han, Buffer.from("</p>")]);
    expect(await chunksOf("html", html)).toEqual([["", "出金"]]);
  });

  it("that nests without end is refused", async () => {
    await expect(read("html", "<div>".repeat(450))).rejects.toThrow("nests more than 400");
  });
});

describe("a Word document", () => {
  it("keeps headings, lists and tables", async () => {
    const file = wordFile([
      heading(1, "Fees"),
      paragraph("All fees."),
      heading(2, "出金"),
      bullets(["Open the app", "Confirm"]),
      wordTable([
        ["Account", "Fee"],
        ["Basic", "5 USD"],
        ["Pro", "0 USD"],
      ]),
    ]);
    const chunks = await chunksOf("docx", file);
    expect(chunks.map(([path]) => path)).toEqual(["Fees", "Fees › 出金"]);
    expect(chunks[1]?.[1]).toBe(`- Open the app\n- Confirm\n\n${FEES.replaceAll("---", "-")}`);
  });

  it("that is none, is damaged or would unpack without end is refused with the reason", async () => {
    await expect(read("docx", "no zip")).rejects.toThrow("damaged or protected by a password");
    await expect(read("docx", excelFile({ A: [["x"]] }))).rejects.toThrow("not what its name says");
    const bomb = zipSync({ "word/document.xml": new Uint8Array(300 * 1024 * 1024) }, { level: 1 });
    await expect(read("docx", bomb)).rejects.toThrow("unpacks to more than 256 MB");
  });
});

describe("a workbook", () => {
  it("is a table under the name of each sheet, with percentages as they are shown", async () => {
    const file = excelFile({
      费用: [
        ["Account", "Fee", "Share"],
        ["Basic", 5, { percent: 1.5 }],
        ["A|B", "0 USD", { percent: 0 }],
      ],
      Empty: [],
    });
    expect(await chunksOf("xlsx", file)).toEqual([
      ["费用", "| Account | Fee | Share |\n| --- | --- | --- |\n| Basic | 5 | 1.5% |\n| A\\|B | 0 USD | 0.0% |"],
    ]);
  });

  it.each([
    ["$#,##0.00", 1234.5, "$1,234.50"],
    ['#,##0.00 "USD"', -1234.5, "-1,234.50 USD"],
    ['_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)', 1000, "$1,000.00"],
    ['_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)', -5, "$(5.00)"],
    ["[$¥-804]#,##0.00", 88.8, "¥88.80"],
    ['#,##0,"K"', 125_000, "125K"],
    ["0.00%", 0.01525, "1.53%"],
    ["# ?/?", 1.5, "1 1/2"],
    [3, 1_000_000, "1,000,000"],
    [4, 0.1 + 0.2, "0.30"],
    [10, 0.015, "1.50%"],
    ['yyyy"年"m"月"d"日"', 46082, "2026年3月1日"],
    ["dd/mm/yyyy", 46082, "01/03/2026"],
    ["d mmm yyyy h:mm", 46082.5, "1 Mar 2026 12:00"],
    ["[h]:mm", 1.5, "36:00"],
    // How these are shown depends on who looks.
    [14, 46082, "2026-03-01"],
    ["[$-F800]dddd, mmmm dd, yyyy", 46082, "2026-03-01"],
    ["General", 1234.5, "1234.5"],
    ["@", 12, "12"],
  ])("shows a cell as the sheet does: %s", async (code, value, shown) => {
    const file = excelFile({ Fees: [["Account"], [{ value, format: code }]] });
    const [chunk] = await chunksOf("xlsx", file);
    expect(chunk?.[1]).toBe(`| Account |\n| --- |\n| ${shown} |`);
  });

  it("has FAQs where a sheet's first row names the question", async () => {
    const file = excelFile({
      常见问题: [
        ["问题", "答案"],
        ["出金多久？", "三天。"],
      ],
      Fees: [["Account"], ["Basic"]],
    });
    const { tables, blocks } = await read("xlsx", file);
    expect(tables).toEqual([
      {
        sheet: "常见问题",
        rows: [
          { line: 1, cells: ["问题", "答案"] },
          { line: 2, cells: ["出金多久？", "三天。"] },
        ],
      },
    ]);
    expect(blocks.map(({ kind }) => kind)).toEqual(["heading", "table"]);
  });
});

/** Lines of one size under each other. */
function lines(top: number, size: number, ...texts: string[]): PdfWords[] {
  return texts.map((text, index) => ({ text, x: 70, y: top - index * size * 1.3, size }));
}

describe("a PDF", () => {
  it("keeps headings, lists, tables and the page of each", async () => {
    const row = (y: number, account: string, fee: string): PdfWords[] => [
      { text: account, x: 70, y, size: 11 },
      { text: fee, x: 250, y, size: 11 },
    ];
    const file = pdfFile(
      [
        [
          ...lines(780, 20, "Fees"),
          ...lines(
            740,
            11,
            "All fees of our accounts are listed here. They are taken when",
            "the order is carried out.",
          ),
          ...lines(690, 15, "Withdrawals"),
          ...lines(660, 11, "\u0095 Open the app", "\u0095 Confirm"),
        ],
        [
          ...row(780, "Account", "Fee"),
          ...row(765, "Basic", "5 USD"),
          ...row(750, "Pro", "0 USD"),
          ...lines(710, 11, "出金手续费为五美元。"),
        ],
      ],
      { title: "Price list" },
    );
    const { title, blocks, notes } = await read("pdf", file);
    expect([title, notes]).toEqual(["Price list", []]);
    expect(
      chunkDocument(blocks).map(({ headingPath, content, page }) => [headingPath.join(" › "), content, page]),
    ).toEqual([
      ["Fees", "All fees of our accounts are listed here. They are taken when the order is carried out.", 1],
      ["Fees › Withdrawals", "- Open the app\n- Confirm", 1],
      ["Fees › Withdrawals", `${FEES}\n\n出金手续费为五美元。`, 2],
    ]);
  });

  it("leaves out running titles and page numbers", async () => {
    const page = (number: number) => [
      ...lines(800, 9, "Terms of business"),
      ...lines(700, 11, `Rule ${"abc"[number]} holds.`),
      ...lines(30, 9, `Page ${number + 1} of 3`),
    ];
    const { blocks } = await read("pdf", pdfFile([page(0), page(1), page(2)]));
    expect(blocks.map(({ text, page: at }) => [text, at])).toEqual([
      ["Rule a holds.", 1],
      ["Rule b holds.", 2],
      ["Rule c holds.", 3],
    ]);
  });

  it("keeps what differs from page to page by a number alone", async () => {
    const page = (number: number) => [
      ...lines(780, 18, `Rule ${number}`),
      ...lines(700, 11, `Words of rule ${number}.`),
    ];
    const { blocks } = await read("pdf", pdfFile([page(1), page(2), page(3)]));
    expect(blocks.map(({ kind, text, page: at }) => [kind, text, at])).toEqual(
      [1, 2, 3].flatMap((number) => [
        ["heading", `# Rule ${number}`, number],
        ["paragraph", `Words of rule ${number}.`, number],
      ]),
    );
  });

  it("names the pages that are scans, and is refused where all are", async () => {
    const words = lines(700, 11, "Words.");
    const { notes } = await read("pdf", pdfFile([words, "scan", "scan", "blank", "scan"]));
    expect(notes).toEqual([
      {
        en: "Pages 2–3, 5 are scans without text and were left out: run text recognition (OCR) on them.",
        zh: "第 2–3、5 页是没有文字的扫描件，未导入，请先做文字识别（OCR）。",
      },
    ]);
    await expect(read("pdf", pdfFile(["scan", "scan"]))).rejects.toThrow("The PDF is a scan");
    await expect(read("pdf", pdfFile(["blank"]))).rejects.toThrow("The PDF has no text.");
  });

  it("that is damaged is refused, and the next one is read", async () => {
    await expect(read("pdf", "%PDF-1.7 nothing")).rejects.toThrow("damaged");
    expect((await read("pdf", pdfFile([lines(700, 11, "Words.")]))).blocks).toHaveLength(1);
  });
});

it("a file that takes too long is given up, and the next one is read", async () => {
  const hasty = createReadingThread(1);
  const file = { format: "html" as const, bytes: Buffer.from("<p>Words.</p>"), charset: null };
  await expect(hasty.read(file)).rejects.toThrow("takes more than 0.001 s");
  await hasty.close();
  expect((await thread.read(file)).blocks).toHaveLength(1);
});
