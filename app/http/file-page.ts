import type { FileLink } from "../../bot/files/file-link.ts";
import type { Language } from "../../domain/language/language.ts";

/** What a browser shows or plays by itself; everything else is downloaded, so that nothing in it can run here. */
const shown: Record<string, "image" | "audio" | "video"> = {
  "image/png": "image",
  "image/jpeg": "image",
  "image/gif": "image",
  "image/webp": "image",
  "audio/mpeg": "audio",
  "audio/mp4": "audio",
  "audio/aac": "audio",
  "audio/ogg": "audio",
  "audio/wav": "audio",
  "audio/webm": "audio",
  "video/mp4": "video",
  "video/webm": "video",
  "video/ogg": "video",
};

/** How a file is shown; null when it is only downloaded. */
export function shownAs({ mimeType }: Pick<FileLink, "mimeType">): "image" | "audio" | "video" | null {
  return shown[bareType(mimeType)] ?? null;
}

/** The type that it is served with. */
export function servedType(link: Pick<FileLink, "mimeType">): string {
  return shownAs(link) === null ? "application/octet-stream" : bareType(link.mimeType);
}

function bareType(mimeType: string | null): string {
  return (mimeType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** The page behind a link: the file as it can be shown, and a way to download it. It runs no script. */
export function filePage(link: FileLink, path: string): string {
  const language = link.language ?? "en";
  const name = escapeHtml(link.name);
  const content = `${path}/content`;
  const download = { en: "Download", zh: "下载" }[language];
  const until = {
    en: "This link is yours alone; each opening is logged.",
    zh: "此链接仅供您本人使用，每次打开都会记录。",
  };
  return page(
    name,
    `<h1>${name}</h1>${viewOf(link, content, language)}<p><a href="${content}?download">${download}</a></p><p>${until[language]}</p>`,
    language,
  );
}

function viewOf(link: FileLink, content: string, language: Language): string {
  switch (shownAs(link)) {
    case "image":
      return `<img src="${content}" alt="">`;
    case "audio":
      return `<audio controls src="${content}"></audio>`;
    case "video":
      return `<video controls src="${content}"></video>`;
    case null: {
      const isVoice = link.kind === "voice" || /amr|silk/i.test(`${link.mimeType ?? ""} ${link.name}`);
      if (!isVoice) return "";
      const words = {
        en: "Browsers cannot play this kind of voice message (WeCom records AMR). Download it and open it in a player.",
        zh: "浏览器无法播放此类语音（企业微信使用 AMR 格式），请下载后用播放器打开。",
      };
      return `<p>${words[language]}</p>`;
    }
  }
}

/** A page that says what is the matter. */
export function noticePage(words: Record<Language, string>): string {
  return page("Deskhand", `<p>${words.en}</p><p>${words.zh}</p>`, "en");
}

function page(title: string, body: string, language: Language): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${title}</title><style>body{font:16px system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}img,video{max-width:100%}audio{width:100%}h1{font-size:1.2rem}</style></head><body>${body}</body></html>`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
