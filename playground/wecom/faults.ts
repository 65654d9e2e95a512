/** A way in which the next calls go wrong. */
export type Fault =
  /** Refused with a code, HTTP 200. */
  | { kind: "errcode"; errcode: number; errmsg?: string }
  /** Nothing was carried out; this is answered instead. */
  | { kind: "json"; json: object }
  /** Something between us and WeCom answers with a page of its own. */
  | { kind: "page"; html: string }
  /** Nothing was carried out; an HTTP error is answered. */
  | { kind: "status"; status: number }
  /** Nothing was carried out, and no answer ever comes. */
  | { kind: "hang" }
  /** Carried out, and then the connection is cut before the answer. */
  | { kind: "cut" };

export interface Faults {
  /** Lets the next `times` calls of an interface fail; without a path, of all but `gettoken`. */
  failNext(fault: Fault, options?: { path?: string; times?: number }): void;
  /** The fault of this call, used up by asking. */
  take(path: string): Fault | undefined;
}

export function createFaults(): Faults {
  const pending: { fault: Fault; path: string | undefined }[] = [];
  return {
    failNext: (fault, { path, times = 1 } = {}) => {
      for (let count = 0; count < times; count++) pending.push({ fault, path });
    },
    take: (path) => {
      const index = pending.findIndex((entry) =>
        entry.path === undefined ? path !== "gettoken" : entry.path === path,
      );
      return index < 0 ? undefined : pending.splice(index, 1)[0]?.fault;
    },
  };
}
