/** Words at a place, in points from the lower left. Chinese is written with a font that is not inside the file. */
export interface PdfWords {
  text: string;
  x: number;
  y: number;
  size: number;
}

/** A page: words, or a picture and nothing else as a scanner makes it. */
export type PdfPageContent = readonly PdfWords[] | "scan" | "blank";

/** A PDF as programs write it: one object a font, a page, a content; fonts by name only. */
export function pdfFile(pages: readonly PdfPageContent[], { title }: { title?: string } = {}): Uint8Array {
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  add("<< /Type /Catalog /Pages 2 0 R >>");
  add("");
  add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
  add("<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [5 0 R] >>");
  add(
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 6 0 R /DW 1000 >>",
  );
  add(
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
  );
  add(
    stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "\u0080"),
  );
  const kids: string[] = [];
  for (const page of pages) {
    const content = add(stream("", drawing(page)));
    const resources = "<< /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /Im 7 0 R >> >>";
    const number = add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources ${resources} /Contents ${content} 0 R >>`,
    );
    kids.push(`${number} 0 R`);
  }
  objects[1] = `<< /Type /Pages /Kids [${kids.join(" ")}] /Count ${kids.length} >>`;
  const info = title === undefined ? null : add(`<< /Title (${escaped(title)}) >>`);
  return Buffer.from(assembled(objects, info), "latin1");
}

function drawing(page: PdfPageContent): string {
  if (page === "blank") return "";
  if (page === "scan") return "q 595 0 0 842 0 0 cm /Im Do Q";
  return page
    .map(({ text, x, y, size }) => {
      const isHan = /\p{Script=Han}/u.test(text);
      const shown = isHan ? `<${Buffer.from(text, "utf16le").swap16().toString("hex")}>` : `(${escaped(text)})`;
      return `BT /${isHan ? "F2" : "F1"} ${size} Tf 1 0 0 1 ${x} ${y} Tm ${shown} Tj ET`;
    })
    .join("\n");
}

function stream(entries: string, content: string): string {
  return `<< ${entries} /Length ${content.length} >>\nstream\n${content}\nendstream`;
}

function escaped(text: string): string {
  return text.replace(/[\\()]/g, "\\$&");
}

function assembled(objects: readonly string[], info: number | null): string {
  let file = "%PDF-1.5\n";
  const offsets = objects.map((body, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const start = file.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const about = info === null ? "" : ` /Info ${info} 0 R`;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  return `${file}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${about} >>\nstartxref\n${start}\n%%EOF\n`;
}
