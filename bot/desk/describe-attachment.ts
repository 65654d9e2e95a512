import { z } from "zod";
import { maskedExcerpt } from "../../domain/content/secrets/masked-excerpt.ts";
import type { Language } from "../../domain/language/language.ts";
import type { Attachment } from "../ports/inbound-event.ts";

const kinds: Record<Attachment["kind"], Record<Language, string>> = {
  image: { en: "picture", zh: "图片" },
  voice: { en: "voice message", zh: "语音" },
  video: { en: "video", zh: "视频" },
  file: { en: "file", zh: "文件" },
  sticker: { en: "sticker", zh: "表情" },
  location: { en: "location", zh: "位置" },
  contact: { en: "contact", zh: "名片" },
  card: { en: "card", zh: "卡片" },
};

/** A line shows the beginning of what is long; a poll has ten options and more. */
const MAX_WORDS = 200;

// What a platform tells in another form than others is left out.
const word = z.string().optional().catch(undefined);
const figure = z.number().optional().catch(undefined);
const Details = z.object({
  address: word,
  label: word,
  latitude: figure,
  longitude: figure,
  phone: word,
  url: word,
  options: z.array(z.string()).optional().catch(undefined),
  emoji: word,
  value: figure,
  type: word,
});

/** `picture · passport.jpg · 120 KB`, `location · Pier 4 · 22.28, 114.15`, `contact · Bo · +85255501234`. */
export function describeAttachment({ kind, name, size, details }: Attachment, language: Language): string {
  const kilobytes = size === undefined ? undefined : `${Math.max(1, Math.round(size / 1024))} KB`;
  const told = Details.parse(details ?? {});
  const said = [name, ...wordsOf(told), kilobytes].filter((one) => one !== undefined);
  // Of what nobody reads its kind is all that can be said.
  const shown = (said.length > 0 ? said : [told.type ?? ""])
    .map((one) => maskedExcerpt(one, MAX_WORDS))
    .filter((one) => one !== "");
  return ["📎", kinds[kind][language], ...new Set(shown)].join(" · ");
}

function wordsOf(details: z.infer<typeof Details>): (string | undefined)[] {
  const { address, label, latitude, longitude, phone, url, options, emoji, value } = details;
  return [
    address ?? label,
    latitude !== undefined && longitude !== undefined ? `${latitude}, ${longitude}` : undefined,
    phone,
    url,
    options?.join(" / "),
    emoji && [emoji, value].filter((one) => one !== undefined).join(" "),
  ];
}
