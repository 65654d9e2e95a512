/** What may be lost at any time: the truth is elsewhere. A store that is away is empty, and takes nothing. */
export interface CacheStore {
  /** Null when there is none, or none any more. */
  get(key: string): Promise<string | null>;
  set(key: string, value: string, ttlMs: number): Promise<void>;
}
