/**
 * The errors everybody meets. A kind that only one part throws lives beside that part and extends `DeskhandError`.
 * Branch on the class or on `code`, never on the message.
 */
export class DeskhandError extends Error {
  /** Stable, dotted, lower case: `delivery.rate_limited`. */
  readonly code: string;
  /** Safe to log: no customer text, no secrets. */
  readonly details: Record<string, unknown>;

  constructor(code: string, message: string, options: { details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** A setting is missing or wrong. The message names the variable, what was wrong and an example. */
export class ConfigError extends DeskhandError {
  constructor(message: string, details?: Record<string, unknown>) {
    super("config.invalid", message, details ? { details } : {});
  }
}

/** The sender of a request could not be proved: answered 401, and no row is left behind. */
export class SignatureError extends DeskhandError {
  constructor(reason: string) {
    super("webhook.signature", reason);
  }
}

/** The body is not what the platform sends: answered 400. */
export class PayloadError extends DeskhandError {
  constructor(reason: string, cause?: unknown) {
    super("webhook.payload", reason, { cause });
  }
}

/** The person or key may not do this. The message says which right is missing. */
export class ForbiddenError extends DeskhandError {
  constructor(message: string, details?: Record<string, unknown>) {
    super("forbidden", message, details ? { details } : {});
  }
}

/** What was asked for does not exist in this organisation. */
export class NotFoundError extends DeskhandError {
  constructor(message: string, details?: Record<string, unknown>) {
    super("not_found", message, details ? { details } : {});
  }
}

/** Somebody else was first, or the same name exists already. */
export class ConflictError extends DeskhandError {
  constructor(message: string, details?: Record<string, unknown>) {
    super("conflict", message, details ? { details } : {});
  }
}

/** A conduct or domain rule says no; `rule` names it. */
export class RuleError extends DeskhandError {
  readonly rule: string;

  constructor(rule: string, message: string, details?: Record<string, unknown>) {
    super(`rule.${rule}`, message, details ? { details } : {});
    this.rule = rule;
  }
}

/** What a person or file gave us does not fit the schema. The message says what to change. */
export class InputError extends DeskhandError {
  constructor(message: string, details?: Record<string, unknown>) {
    super("input.invalid", message, details ? { details } : {});
  }
}

/** A service we need (database, model, platform) cannot be reached now; trying again later may work. */
export class UnavailableError extends DeskhandError {
  constructor(what: string, cause?: unknown) {
    super("unavailable", what, { cause });
  }
}

/** The message of anything thrown, for a person. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
