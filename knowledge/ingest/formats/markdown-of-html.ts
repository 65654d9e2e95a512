import type { Root as HtmlRoot } from "hast";
import { fromHtml } from "hast-util-from-html";
import { toMdast } from "hast-util-to-mdast";
import type { Nodes, Root } from "mdast";
import { gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown } from "mdast-util-to-markdown";
import { toString as wordsOf } from "mdast-util-to-string";
import { fileProblem } from "../file-problem.ts";

/** HTML read as a document: what is said, without what only moves about in it. */
export interface HtmlDocument {
  title: string | null;
  markdown: string;
  /** Addresses that the page itself calls its own. */
  canonical: string | null;
}

type HtmlNode = HtmlRoot | HtmlRoot["children"][number];
type HtmlElement = Extract<HtmlNode, { type: "element" }>;

// No words of the page's subject.
const LEFT_OUT = new Set([
  "nav",
  "script",
  "style",
  "template",
  "noscript",
  "iframe",
  "svg",
  "form",
  "button",
  "select",
  "dialog",
  "img",
  "picture",
  "video",
  "audio",
]);
const PAGE_FURNITURE = new Set(["header", "footer", "aside"]);
const MAX_DEPTH = 400;

/**
 * The words of an HTML document as Markdown: headings, lists and tables as such. Menus, forms and scripts are left out,
 * and where a page marks its main part, everything around it.
 * @throws InputError when it is nested beyond every sense.
 */
export function markdownOfHtml(html: string): HtmlDocument {
  const tree = fromHtml(html);
  assertDepth(tree);
  const title = textOf(find(tree, (element) => element.tagName === "title"))
    .replace(/\s+/g, " ")
    .trim();
  const canonical = find(tree, (element) => element.tagName === "link" && isCanonical(element.properties["rel"]));
  const main = find(tree, (element) => element.tagName === "main" || element.properties["role"] === "main");
  const body = main ?? find(tree, (element) => element.tagName === "body") ?? tree;
  const words = prune(body, main === null) as HtmlNode | null;
  const mdast = toMdast(words ?? { type: "root", children: [] }, { newlines: false }) as Nodes;
  const root: Root = mdast.type === "root" ? mdast : { type: "root", children: [mdast as Root["children"][number]] };
  asRead(root);
  const markdown = toMarkdown(root, { extensions: [gfmToMarkdown({ tablePipeAlign: false })], bullet: "-", rule: "-" });
  const href = canonical?.properties["href"];
  return { title: title || null, markdown, canonical: typeof href === "string" ? href : null };
}

function isCanonical(rel: unknown): boolean {
  return Array.isArray(rel) && rel.includes("canonical");
}

function assertDepth(tree: HtmlRoot): void {
  let level: HtmlNode[] = [tree];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) {
      throw fileProblem({
        en: `The page nests more than ${MAX_DEPTH} elements in each other.`,
        zh: `页面的元素嵌套超过 ${MAX_DEPTH} 层。`,
      });
    }
    level = level.flatMap((node) => ("children" in node ? (node.children as HtmlNode[]) : []));
  }
}

function find(node: HtmlNode, isMeant: (element: HtmlElement) => boolean): HtmlElement | null {
  if (node.type === "element" && isMeant(node)) return node;
  for (const child of "children" in node ? node.children : []) {
    const found = find(child, isMeant);
    if (found) return found;
  }
  return null;
}

function textOf(node: HtmlNode | null): string {
  if (!node) return "";
  if (node.type === "text") return node.value;
  return "children" in node ? node.children.map((child) => textOf(child)).join("") : "";
}

function prune(node: HtmlNode, isWholePage: boolean): HtmlNode | null {
  if (node.type === "comment" || node.type === "doctype") return null;
  if (node.type === "element") {
    if (LEFT_OUT.has(node.tagName) || (isWholePage && PAGE_FURNITURE.has(node.tagName))) return null;
    if (node.properties["hidden"] || node.properties["ariaHidden"] === "true") return null;
  }
  if (!("children" in node)) return node;
  const children = node.children.flatMap((child) => prune(child, isWholePage) ?? []);
  return { ...node, children } as HtmlNode;
}

/** An answer is read in a chat: a link is its words. A table that marks no head has its first row for one. */
function asRead(node: Nodes): void {
  if (!("children" in node)) return;
  const children = (node.children as Nodes[]).flatMap((child) => {
    asRead(child);
    if (child.type === "html") return [];
    return child.type === "link" ? (child.children as Nodes[]) : [child];
  });
  if (node.type === "table" && children.length > 1 && children[0] && wordsOf(children[0]).trim() === "")
    children.shift();
  (node as { children: Nodes[] }).children = children;
}
