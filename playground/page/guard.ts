import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import { z } from "zod";
import { ConflictError, InputError, NotFoundError } from "../../infra/errors.ts";

/** Refuses pages of other origins: a browser says where a request comes from, and other programs say nothing. */
export const sameOriginOnly: RequestHandler = (request, response, next) => {
  const site = request.headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin" || site === "none") next();
  else refuse(response, 403, "Only the playground's own page may do this");
};

/** Says what was wrong with a request; whatever is not about the request goes on to the server. */
// Express tells an error handler by its four parameters.
export const answerError: ErrorRequestHandler = (error, _request, response, next) => {
  if (error instanceof z.ZodError) refuse(response, 400, error.issues[0]?.message ?? "The request cannot be read");
  else if (error instanceof InputError) refuse(response, 400, error.message);
  else if (error instanceof NotFoundError) refuse(response, 404, error.message);
  else if (error instanceof ConflictError) refuse(response, 409, error.message);
  else next(error);
};

function refuse(response: Response, status: number, title: string): void {
  response.status(status).json({ title, status });
}
