/** A chat model that writes text. What it answers is a claim to be checked, never an instruction to us. */
export interface LanguageModel {
  /** For the record of what an answer was made from. */
  readonly name: string;
  /** @throws UnavailableError when it fails, refuses, or has not finished in `timeoutMs`. Never tried again here. */
  complete(request: CompletionRequest): Promise<Completion>;
  close(): Promise<void>;
}

export interface CompletionRequest {
  /** Whose budget it is counted against. */
  orgId: string;
  system: string;
  messages: readonly { role: "user" | "assistant"; content: string }[];
  /** Asks for one JSON object. Services that cannot be asked are told by the prompt alone; the caller validates. */
  json: boolean;
  maxTokens: number;
  timeoutMs: number;
}

export interface Completion {
  text: string;
  /** As the service names it, which may be more exact than what was asked for. */
  model: string;
  promptTokens: number | null;
  completionTokens: number | null;
}
