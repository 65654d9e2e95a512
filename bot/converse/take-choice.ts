import { type Answer, type AnswerRequest, type ChoiceOption, noneChosen } from "../../knowledge/index.ts";
import { fold } from "../../knowledge/text/fold.ts";
import { recogniseRequest } from "../conduct/customer-requests.ts";
import { recogniseMatter } from "../conduct/restricted-matters.ts";
import type { Signals } from "../signals/read-signals.ts";
import type { ChoiceOffer } from "./choice-offer.ts";
import { type ReadChoice, readChoice } from "./read-choice.ts";

/** What a customer's line chose of what they were asked. */
export interface TakenChoice {
  offer: ChoiceOffer;
  read: ReadChoice;
}

/** A question of yesterday is not answered by a number. */
const COUNTS_MS = 24 * 60 * 60_000;

/** A line as a choice, where the last thing said in the conversation asks for one; else null, and it is a new question. */
export function takeChoice(
  offer: ChoiceOffer | null,
  text: string,
  when: { sentAt: Date; idleMs: number },
): TakenChoice | null {
  if (!offer?.isOpen) return null;
  if (when.sentAt.getTime() - offer.askedAt.getTime() > Math.min(COUNTS_MS, when.idleMs)) return null;
  const read = readChoice(
    text,
    offer.options.map(({ wording }) => wording),
  );
  return read && { offer, read };
}

/** What is asked of the knowledge for a choice: the question of then, and which entry answers it. */
export function chosenRequest({ offer, read }: TakenChoice): Pick<AnswerRequest, "question" | "context" | "chosen"> {
  const option = read.kind === "chosen" ? offer.options[read.index] : undefined;
  return { question: offer.question, context: offer.context, chosen: option?.entryId ?? noneChosen };
}

/**
 * The answer as it may be carried out: asking back becomes no answer, and so a person's, where the words tell of a risk,
 * where the same was asked back before, and where fewer than two options can be named without being an order or a wish.
 */
export function mayAskBack(
  answer: Answer,
  { question, offer, signals }: { question: string; offer: ChoiceOffer | null; signals: Signals },
): Answer {
  if (answer.kind !== "choice") return answer;
  const options = answer.options.filter(isHarmless);
  const isRisky = signals.risks.length > 0;
  if (options.length > 1 && !isRisky && !wasAskedBack(offer, question, options)) return { ...answer, options };
  const { confidence, trace } = answer;
  return { kind: "no_answer", answered: false, mode: "none", answer: null, sources: [], confidence, trace };
}

function wasAskedBack(offer: ChoiceOffer | null, question: string, options: readonly ChoiceOption[]): boolean {
  if (!offer) return false;
  if (fold(offer.question).trim() === fold(question).trim()) return true;
  return offer.isOpen && offer.options.some(({ entryId }) => options.some((option) => option.entryId === entryId));
}

// Whoever repeats an option's words must not be taken to ask for something else.
function isHarmless({ wording }: ChoiceOption): boolean {
  return recogniseMatter(wording) === null && recogniseRequest(wording).request === null;
}
