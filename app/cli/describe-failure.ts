import { isDatabaseError } from "../../infra/error-text.ts";
import { DeskhandError, errorMessage } from "../../infra/errors.ts";

/** Anything thrown, as the one line that standard error gets. */
export function describeFailure(error: unknown): string {
  if (error instanceof DeskhandError) return oneLine(error.message);
  if (isRefusedConnection(error)) {
    const { address, port } = error;
    return `The database${address ? ` at ${[address, port].filter(Boolean).join(":")}` : ""} cannot be reached (${error.code}). Check DATABASE_URL, and that it runs.`;
  }
  if (isDatabaseError(error))
    return oneLine(`The database refused: ${databaseMessage(error)}${whereToLook(error.code)}`);
  return oneLine(`Unexpected failure: ${errorMessage(error)}. LOG_LEVEL=debug shows where.`);
}

/** Lines of a message joined, each ending in punctuation. */
export function oneLine(message: string): string {
  return message
    .trim()
    .replace(/\s*\n\s*(?=[→(])/g, " ")
    .replace(/([:;.!?])\s*\n\s*/g, "$1 ")
    .replace(/\s*\n\s*/g, "; ");
}

interface RefusedConnection {
  code: string;
  address?: string;
  port?: number;
}

const connectionCodes = ["ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT", "EHOSTUNREACH", "ECONNRESET", "EAI_AGAIN"];

function isRefusedConnection(error: unknown): error is RefusedConnection {
  // A name with two addresses fails with an AggregateError whose own message is empty; it carries the code, too.
  if (!(error instanceof Error && "code" in error)) return false;
  // Of a Unix socket: there is none, since nobody listens.
  if (error.code === "ENOENT") return "syscall" in error && error.syscall === "connect";
  return connectionCodes.includes(String(error.code));
}

// PostgreSQL, Appendix A: 28 who asks may not, 3D000 there is no such database.
function whereToLook(code: string): string {
  return /^(28|3D)/.test(code) ? ". Check DATABASE_URL, and DATABASE_APP_URL where it is set." : "";
}

// knex puts the statement before the message of the server: people need only the latter.
function databaseMessage(error: Error): string {
  return error.message.slice(error.message.lastIndexOf(" - ") + 1).replace(/^- /, "");
}
