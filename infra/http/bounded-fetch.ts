import { DeskhandError } from "../errors.ts";

/** The other side sent more than we read of an answer. */
export class LargeAnswerError extends DeskhandError {
  constructor(maxBytes: number) {
    super("http.large_answer", `The answer is larger than ${Math.ceil(maxBytes / 1024)} KB.`);
  }
}

/** Whether it failed for that, also where a client put its own error around ours. */
export function isLargeAnswer(error: unknown): boolean {
  return error instanceof LargeAnswerError || (error instanceof Error && error.cause instanceof LargeAnswerError);
}

/**
 * A `fetch` that reads no more of an answer than so many bytes: a service that sends without end would fill our memory, and
 * what is parsed at once holds everybody else up.
 * @throws LargeAnswerError, also from reading the body.
 */
export function createBoundedFetch(maxBytes: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const { body, status, statusText, headers } = response;
    if (Number(headers.get("content-length") ?? 0) > maxBytes) {
      await body?.cancel();
      throw new LargeAnswerError(maxBytes);
    }
    return body ? new Response(body.pipeThrough(upTo(maxBytes)), { status, statusText, headers }) : response;
  };
}

function upTo(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let size = 0;
  return new TransformStream({
    transform: (chunk, controller) => {
      size += chunk.byteLength;
      if (size > maxBytes) controller.error(new LargeAnswerError(maxBytes));
      else controller.enqueue(chunk);
    },
  });
}
