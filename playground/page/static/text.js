import { storyTexts } from "./story-texts.js";
import { english } from "./text-en.js";
import { chinese } from "./text-zh.js";

const words = { en: { ...english, storyTexts }, zh: { ...chinese, storyTexts } };

/** Everything the page says, in a language (`en` or `zh`). */
export function wordsIn(language) {
  return words[language];
}
