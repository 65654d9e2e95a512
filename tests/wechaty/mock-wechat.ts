import { z } from "zod";
import { type FileBox, messageTypes } from "../../adapters/wechaty/wechaty-api.ts";

/** Imports from this folder's `node_modules`, by a name that is no literal: elsewhere the packages are not there. */
export const importPackage = (name: string): Promise<unknown> => import(name);

/** A payload as puppets give them (wechaty-puppet, schemas/message). */
export interface MessagePayload {
  id: string;
  type: number;
  talkerId: string;
  listenerId?: string;
  roomId?: string;
  text?: string;
  filename?: string;
  mentionIdList?: string[];
  /** Seconds or milliseconds. */
  timestamp: number;
}

export interface MockContact {
  readonly id: string;
  say(what: string | FileBox, mentions?: MockContact[]): { to(chat: MockContact | MockRoom): void };
}

export interface MockRoom {
  readonly id: string;
}

/** The part of wechaty-puppet-mock's `Mocker` that the tests use. */
interface Mocker {
  readonly cacheMessagePayload: Map<string, MessagePayload>;
  readonly cacheFileBoxPayload: Map<string, { name: string }>;
  readonly MessageMock: { create(payload: MessagePayload): { id: string } };
  createContact(payload: Record<string, unknown>): MockContact;
  createRoom(payload: Record<string, unknown>): MockRoom;
  login(user: MockContact): void;
  scan(code: string, status: number): void;
}

/** The part of `PuppetMock`; its methods are replaced where a test needs another platform behind it. */
export interface MockPuppet {
  messageSendText(chatId: string, text: string): Promise<string | undefined>;
  messageSendFile(chatId: string, file: FileBox): Promise<string | undefined>;
  messageRecall(messageId: string): Promise<boolean>;
  messageRawPayload(messageId: string): Promise<unknown>;
  messageContact(messageId: string): Promise<string>;
  messageUrl(messageId: string): Promise<unknown>;
  messageMiniProgram(messageId: string): Promise<unknown>;
  messageLocation(messageId: string): Promise<unknown>;
  roomMemberRawPayload(roomId: string, contactId: string): Promise<unknown>;
  onStart(): Promise<void>;
  onStop(): Promise<void>;
  emit(name: "message", payload: { messageId: string }): void;
  listenerCount(name: string): number;
  logout(): Promise<void>;
  stop(): Promise<void>;
}

const constructible = z.custom<new (options?: unknown) => unknown>((value) => typeof value === "function");
const MockModule = z.object({ PuppetMock: constructible, mock: z.object({ Mocker: constructible }) });
const FileBoxModule = z.object({
  FileBox: z.custom<{ fromBase64(base64: string, name: string): { toJSON(): { name: string } } }>(Boolean),
});

export interface MockWechat {
  puppet: MockPuppet;
  mocker: Mocker;
  /** The account of the channel. */
  desk: MockContact;
  /** The contact `wxid_NAME`, made when it is new. */
  person(name: string): MockContact;
  /** Something happens on the platform: an id that happened before is a replay. */
  happens(payload: MessagePayload, file?: { name: string }): void;
}

/** `%PDF-1.4` and an end. */
const pdf = Buffer.from("%PDF-1.4\n%%EOF\n").toString("base64");

/** WeChat as wechaty's official mock puppet plays it, with the channel's account in it. */
export async function createMockWechat(): Promise<MockWechat> {
  const { PuppetMock, mock } = MockModule.parse(await importPackage("wechaty-puppet-mock"));
  const { FileBox } = FileBoxModule.parse(await importPackage("file-box"));
  // The casts: both packages have no types here, and what is used of them is written above.
  const mocker = new mock.Mocker() as Mocker;
  const puppet = new PuppetMock({ mocker }) as MockPuppet;
  const people = new Map<string, MockContact>();
  const person = (name: string): MockContact => {
    const known = people.get(name) ?? mocker.createContact({ id: `wxid_${name}`, name });
    people.set(name, known);
    return known;
  };
  return {
    puppet,
    mocker,
    desk: mocker.createContact({ id: "wxid_desk", name: "Desk" }),
    person,
    happens: (payload, file) => {
      if (file) mocker.cacheFileBoxPayload.set(payload.id, FileBox.fromBase64(pdf, file.name).toJSON());
      if (mocker.cacheMessagePayload.has(payload.id)) puppet.emit("message", { messageId: payload.id });
      else puppet.emit("message", { messageId: mocker.MessageMock.create(payload).id });
    },
  };
}

/** Notes every start and stop of a mock puppet, also of those that wechaty makes by name. */
export async function watchPuppets(): Promise<{ happened: string[]; unwatch(): void }> {
  const { PuppetMock } = MockModule.parse(await importPackage("wechaty-puppet-mock"));
  const puppets = PuppetMock.prototype as Pick<MockPuppet, "onStart" | "onStop">; // As above.
  const { onStart, onStop } = puppets;
  const happened: string[] = [];
  puppets.onStart = function () {
    happened.push("start");
    return onStart.call(this);
  };
  puppets.onStop = function () {
    happened.push("stop");
    return onStop.call(this);
  };
  return { happened, unwatch: () => void Object.assign(puppets, { onStart, onStop }) };
}

export const typeNumber = (name: (typeof messageTypes)[number]): number => messageTypes.indexOf(name);
