/** One of the demo's staff in the emulated workspace. */
export interface DeskPerson {
  /** Their id in the workspace. */
  id: string;
  /** What others type after `@`. */
  handle: string;
  name: string;
  role: string;
  email: string;
}
