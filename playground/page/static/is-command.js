/** What Slack takes for a slash command. Two slashes begin a note, which is a line like any other. */
export const isCommand = (text) => /^\/[^/\s]/.test(text);
