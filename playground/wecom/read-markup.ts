import { asSeen, type ShownMark } from "./shown-message.ts";

interface Read {
  text: string;
  marks: ShownMark[];
}

/** How the WeCom client shows its markdown (支持的markdown语法, path 90236). */
export function readMarkdown(source: string): Read {
  const lines = source.split("\n").map(readLine);
  return seen({ text: lines.map((line) => line.text).join("\n"), marks: lines.flatMap((line) => line.marks) });
}

/** How the clients show a text message: `<a href>` is a link, everything else stands as it is. */
export function readText(source: string): Read {
  const marks: ShownMark[] = [];
  const text = source.replace(/<a\s+href="([^"]*)"\s*>(.*?)<\/a>/gis, (_, url: string, label: string) => {
    marks.push({ type: "link", text: label, url });
    return label;
  });
  return seen({ text, marks });
}

function readLine(line: string): Read {
  const quote = /^>\s?(.*)$/.exec(line);
  if (quote) {
    const { text, marks } = readInline(quote[1] ?? "");
    return { text, marks: [{ type: "quote", text }, ...marks] };
  }
  return readInline(/^#{1,6}\s(.*)$/.exec(line)?.[1] ?? line);
}

const INLINE = /\*\*(.+?)\*\*|`([^`]+)`|\[((?:[^[\]]|\[[^[\]]*\])*)\]\(([^()\s]+)\)|<font[^>]*>(.*?)<\/font>/g;

function readInline(source: string): Read {
  const marks: ShownMark[] = [];
  const text = source.replace(
    INLINE,
    (_, bold?: string, code?: string, label?: string, url?: string, font?: string) => {
      if (code !== undefined) {
        marks.push({ type: "code", text: code });
        return code;
      }
      const inner = readInline(bold ?? label ?? font ?? "");
      if (bold !== undefined) marks.push({ type: "bold", text: inner.text });
      if (url !== undefined) marks.push({ type: "link", text: inner.text, url });
      marks.push(...inner.marks);
      return inner.text;
    },
  );
  return { text, marks };
}

const seen = ({ text, marks }: Read): Read => ({
  text: asSeen(text),
  marks: marks.map((mark) => ({ ...mark, text: asSeen(mark.text) })),
});
