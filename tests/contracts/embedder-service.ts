import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createHashedEmbedder } from "../../knowledge/ports/hashed-embedder.ts";

export interface EmbedderService {
  /** `/v1` address for an OpenAI-compatible client. */
  url: string;
  /** Bodies of the requests, oldest first. */
  requests: { model: string; input: string[]; dimensions?: number; encoding_format?: string }[];
  /** How the next requests are answered; undefined: as they should be. */
  behave(as: EmbedderBehaviour | undefined): void;
  close(): Promise<void>;
}

export type EmbedderBehaviour =
  | { status: number }
  | { dimensions: number }
  | { dropLast: true }
  /** This instead of vectors. */
  | { body: string }
  | { silent: true }
  /** From the request after so many on. */
  | { silentAfter: number };

/** An OpenAI-compatible embedding service over HTTP whose vectors are the built-in embedder's. */
export async function startEmbedderService(): Promise<EmbedderService> {
  const embedder = createHashedEmbedder();
  const requests: EmbedderService["requests"] = [];
  let behaviour: EmbedderBehaviour | undefined;
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request));
    requests.push(body);
    if (behaviour && "silent" in behaviour) return;
    if (behaviour && "silentAfter" in behaviour && requests.length > behaviour.silentAfter) return;
    if (behaviour && "status" in behaviour) {
      response.writeHead(behaviour.status, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { message: "no" } }));
      return;
    }
    if (behaviour && "body" in behaviour) {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(behaviour.body);
      return;
    }
    const vectors = await embedder.embed(body.input);
    const data = vectors.map((vector, index) => ({ object: "embedding", index, embedding: [...vector] }));
    if (behaviour && "dropLast" in behaviour) data.pop();
    if (behaviour && "dimensions" in behaviour) {
      for (const each of data) each.embedding = each.embedding.slice(0, behaviour.dimensions);
    }
    response.writeHead(200, { "content-type": "application/json" });
    // In any order: clients go by the index.
    response.end(JSON.stringify({ object: "list", model: body.model, data: data.reverse() }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    behave: (as) => {
      behaviour = as;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
