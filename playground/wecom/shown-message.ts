/** A message as it stands in a chat of WeCom or WeChat, for the playground's page and for tests. */
export interface ShownMessage {
  id: string;
  from: "us" | "member" | "customer" | "receptionist";
  /** As a reader sees it: without markup, without what is invisible. */
  text: string;
  marks: ShownMark[];
  buttons: ShownButton[];
  /** Names of the files with it. */
  files: string[];
  at: number;
  edited: boolean;
  deleted: boolean;
}

export interface ShownButton {
  id: string;
  label: string;
  url?: string;
}

export interface ShownMark {
  type: "bold" | "code" | "link" | "quote";
  text: string;
  url?: string;
}

/** A message that has only what is said about it. */
export const shownMessage = (
  about: Pick<ShownMessage, "id" | "from" | "at"> & Partial<ShownMessage>,
): ShownMessage => ({
  text: "",
  marks: [],
  buttons: [],
  files: [],
  edited: false,
  deleted: false,
  ...about,
});

/** Readers do not see zero-width spaces. */
export const asSeen = (text: string): string => text.replaceAll("\u200b", "");
