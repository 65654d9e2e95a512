/** Turns texts into vectors whose direction is their meaning. */
export interface Embedder {
  /** Model and version. Vectors of two names are never compared; a new name means that vectors are made anew. */
  readonly name: string;
  /** It is in this process: it is quick, always there, and nobody else is given the texts. */
  readonly isInProcess?: true;
  /** Null until the first answer, where the service decides. */
  readonly dimensions: number | null;
  /**
   * One vector of length 1 per text, in order; any number of texts, sent in batches of the implementation's size.
   * Deterministic for one name. @throws UnavailableError when the service fails, answers late or with another dimension.
   */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** Scales to length 1, in place; a zero vector stays one. */
export function normalize(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares === 0) return vector;
  const length = Math.sqrt(squares);
  for (let index = 0; index < vector.length; index++) vector[index] = (vector[index] ?? 0) / length;
  return vector;
}
