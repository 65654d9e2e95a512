/** True for what platforms offer customers as a beginning: Telegram's start button, and a question for help. */
export function isWelcomeCommand(text: string): boolean {
  return /^[/／](start|help|帮助|幫助)(\s|$)/i.test(text);
}
