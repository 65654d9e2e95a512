import { isUtf8 } from "node:buffer";
import express, { type ErrorRequestHandler, type Request, type Response, type Router } from "express";
import type { Language } from "../../../domain/language/language.ts";
import { lazily } from "../../../infra/lazily.ts";
import { RETRY_AFTER } from "../retry-after.ts";
import type { ApiDeps, ApiRoute } from "./api-route.ts";
import { type ApiLimits, createAuthenticate, TooManyError } from "./authenticate.ts";
import { openApiDocument } from "./open-api.ts";
import { ApiError, problemOf } from "./problem.ts";
import { routes } from "./routes.ts";
import { serveRoute } from "./serve-route.ts";

const MAX_BODY = "100kb";
const BASE = "/api/v1";

/** `/api/v1` with all its routes, and `/api/openapi.json`, which says what they are and needs no key. */
export function apiRoutes(deps: ApiDeps, limits: ApiLimits = {}): Router {
  const router = express.Router();
  const authenticate = createAuthenticate(deps, limits);
  const document = lazily(() => openApiDocument(routes));
  router.get("/api/openapi.json", (_request, response) => void response.json(document()));
  // Who calls comes first: strangers' bodies are not read.
  router.use(BASE, async (request, response, next) => {
    response.setHeader("Cache-Control", "no-store");
    response.locals["key"] = await authenticate(request.get("Authorization"), request.ip ?? "");
    next();
  });
  for (const route of routes) {
    router[route.method](expressPath(route), ...readBody(route), async (request, response) => {
      const { status, body, isReplay } = await serveRoute(deps, route, response.locals["key"], request);
      if (isReplay) response.setHeader("Idempotency-Replayed", "true");
      answer(response, status, body);
    });
  }
  for (const [path, allowed] of methodsByPath()) {
    router.all(path, (_request, response) => {
      response.setHeader("Allow", allowed.join(", ").toUpperCase());
      throw new ApiError("method-not-allowed", { detail: `There is ${allowed.join(", ").toUpperCase()}` });
    });
  }
  router.use(BASE, () => {
    throw new ApiError("not-found", { detail: "There is no such address; see /api/openapi.json" });
  });
  router.use(BASE, handleError(deps));
  return router;
}

function expressPath({ path }: ApiRoute): string {
  return BASE + path.replace(/\{(\w+)\}/g, ":$1");
}

function readBody(route: ApiRoute) {
  if (!route.body) return [];
  const requireJson = (request: Request, _response: Response, next: () => void) => {
    if (!request.is("application/json")) throw new ApiError("unsupported-media-type");
    next();
  };
  return [requireJson, express.json({ limit: MAX_BODY, inflate: false, verify: requireUtf8 })];
}

/** Else bytes that are no characters become one and the same sign, and two references one. */
function requireUtf8(_request: unknown, _response: unknown, body: Buffer): void {
  if (!isUtf8(body))
    throw new ApiError("invalid-request", { words: { en: "The body must be UTF-8", zh: "请求内容必须为 UTF-8 编码" } });
}

function methodsByPath(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const route of routes) {
    const path = expressPath(route);
    found.set(path, [...(found.get(path) ?? []), route.method]);
  }
  return found;
}

function handleError({ log }: ApiDeps): ErrorRequestHandler {
  // Express tells an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    const problem = problemOf(error, languageOf(request));
    if (problem.status >= 500) log.error("api.failed", { error, method: request.method });
    if (response.headersSent) return void response.end();
    if (problem.status === 401) response.setHeader("WWW-Authenticate", 'Bearer realm="deskhand"');
    if (problem.status === 503) response.setHeader("Retry-After", RETRY_AFTER);
    if (error instanceof TooManyError) response.setHeader("Retry-After", String(error.retryAfterSeconds));
    answer(response, problem.status, problem);
  };
}

function languageOf(request: Request): Language {
  return request.acceptsLanguages("en", "zh") === "zh" ? "zh" : "en";
}

function answer(response: Response, status: number, body: unknown): void {
  const type = status >= 400 ? "application/problem+json" : "application/json";
  response.status(status).type(type).send(JSON.stringify(body));
}
