/** A refusal as the Bot API words it: HTTP status and `error_code` are the same number. */
export class BotApiError extends Error {
  readonly code: number;
  readonly parameters: { retry_after?: number; migrate_to_chat_id?: number } | undefined;

  constructor(code: number, description: string, parameters?: BotApiError["parameters"]) {
    super(description);
    this.name = "BotApiError";
    this.code = code;
    this.parameters = parameters;
  }

  /** The body of the answer. */
  toJSON(): Record<string, unknown> {
    const { code, message, parameters } = this;
    return { ok: false, error_code: code, description: message, ...(parameters && { parameters }) };
  }
}

export const badRequest = (what: string): BotApiError => new BotApiError(400, `Bad Request: ${what}`);
export const forbidden = (what: string): BotApiError => new BotApiError(403, `Forbidden: ${what}`);
