import { recogniseRequest } from "../conduct/customer-requests.ts";
import { recogniseMatter } from "../conduct/restricted-matters.ts";
import { readLanguage } from "./customer-language.ts";
import { isWelcomeCommand } from "./welcome-command.ts";

/**
 * True when a message that was changed now asks for something that a message may ask for at any time and that it did not
 * ask for before: no more messages, a person, a command, another language, an order, a lost account. Pure.
 */
export function isUrgentEdit(before: string, after: string): boolean {
  const known = demandsOf(before);
  return demandsOf(after).some((demand) => !known.includes(demand));
}

function demandsOf(text: string): string[] {
  if (text.trim() === "") return [];
  const matter = recogniseMatter(text)?.matter;
  return [
    ...recogniseRequest(text).all,
    ...(matter ? [matter] : []),
    ...(isWelcomeCommand(text.trim()) ? ["welcome"] : []),
    ...(readLanguage(text.trim()).isOnlyRequest ? ["language"] : []),
  ];
}
