// A full stop ends a sentence only before white space, so that 3.5 and example.com stay whole; Chinese marks always do.
// What closes (quotes, brackets) stays with the sentence.
const SENTENCE_END = /(?<=[。！？；!?;…]["”’）)」』]*|\.["”’)]*(?=\s)|\n)(?!["”’）)」』])/u;

/** Cuts a text into sentences. Joined again they are the text: nothing is trimmed or dropped. */
export function splitSentences(text: string): string[] {
  const parts = text.split(SENTENCE_END);
  const sentences: string[] = [];
  for (const part of parts) {
    const last = sentences.length - 1;
    // White space alone belongs to what it follows.
    if (part.trim() === "" && last >= 0) sentences[last] += part;
    else if (part !== "") sentences.push(part);
  }
  return sentences;
}
