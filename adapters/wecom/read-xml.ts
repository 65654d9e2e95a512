import { XMLParser } from "fast-xml-parser";
import { PayloadError } from "../../infra/errors.ts";

/** What WeCom sends is flat but for a few events with lists (SelectedItems): four levels; the rest is room. */
const MAX_NESTED_TAGS = 16;

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  // MsgId is 64-bit, above what a JavaScript number holds: everything stays text.
  parseTagValue: false,
  trimValues: false,
  // The five predefined entities in bare text only: documents that declare their own are refused before.
  processEntities: true,
  maxNestedTags: MAX_NESTED_TAGS,
});

/**
 * The fields of an `<xml>` document as WeCom writes them, whether bare or in CDATA. Fields that are not plain text
 * (lists, repeated tags) are left out: nobody reads them, and a repeated `FromUserName` must not be believed.
 * @throws PayloadError when it is no such document, nests too deep, or declares a document type or entities.
 */
export function readXmlFields(xml: string): Record<string, string> {
  refuseDeclarations(xml);
  const root = parse(xml)["xml"];
  if (typeof root !== "object" || root === null) throw new PayloadError("the body is not WeCom's XML");
  const fields = Object.entries(root).filter((field): field is [string, string] => typeof field[1] === "string");
  return Object.fromEntries(fields.filter(([name]) => name !== "#text"));
}

/** Members may write `<!DOCTYPE` in a message, which then stands in CDATA: only what is outside counts. */
function refuseDeclarations(xml: string): void {
  for (let from = 0; from < xml.length; ) {
    const start = xml.indexOf("<!", from);
    if (start < 0) return;
    if (xml.startsWith("<![CDATA[", start)) {
      const end = xml.indexOf("]]>", start);
      if (end < 0) throw new PayloadError("the body ends inside CDATA");
      from = end + 3;
      continue;
    }
    throw new PayloadError("the body declares a document type, an entity or a comment");
  }
}

function parse(xml: string): Record<string, unknown> {
  try {
    return parser.parse(xml) as Record<string, unknown>; /* the parser returns any; every field is checked above */
  } catch (cause) {
    throw new PayloadError("the body is not WeCom's XML", cause);
  }
}
