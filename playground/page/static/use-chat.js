import { useCallback, useEffect, useState } from "preact/hooks";
import { followChat, openChat } from "./api.js";

const nothing = { chat: null, earlier: [], messages: [], turn: null, isLost: false, notice: null };

/**
 * The chat of one persona: what was said in it, and the newest turn. Nobody is made until something is said; the chat is
 * remembered while the tab lives.
 */
export function useChat(persona) {
  const [chatId, setChatId] = useStoredId(persona);
  const [state, setState] = useState(nothing);

  useEffect(() => {
    setState(nothing);
    if (chatId === null) return undefined;
    const change = (next) => setState((current) => ({ ...current, ...next(current) }));
    return followChat(chatId, {
      state: (whole) => change(() => ({ ...whole, messages: visible(whole.messages), isLost: false })),
      change: ({ type, message }) => change(({ messages }) => ({ messages: withMessage(messages, type, message) })),
      turn: (turn) => change(() => ({ turn })),
      notice: (notice) => change(() => ({ notice: notice.text })),
      lost: () => change(() => ({ isLost: true })),
      ended: () => setChatId(null),
    });
  }, [chatId]);

  /** The chat's id; somebody new begins one with their first act. */
  const ensureChat = useCallback(async () => {
    if (chatId !== null) return chatId;
    const { id } = await openChat(persona);
    setChatId(id);
    return id;
  }, [chatId, persona]);

  return { ...state, chatId, ensureChat, forget: () => setChatId(null), isBusy: isBusy(state) };
}

function useStoredId(persona) {
  const key = `deskhand.chat.${persona}`;
  const [ids, setIds] = useState({});
  const stored = ids[persona] === undefined ? Number(sessionStorage.getItem(key)) || null : ids[persona];
  const setId = (id) => {
    if (id === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, String(id));
    setIds((current) => ({ ...current, [persona]: id }));
  };
  return [stored, setId];
}

const visible = (messages) => messages.filter(({ isDeleted }) => !isDeleted).map(({ message }) => message);

function withMessage(messages, type, message) {
  const others = messages.filter((known) => known.message_id !== message.message_id);
  if (type === "deleted") return others;
  return [...others, message].sort((a, b) => a.message_id - b.message_id);
}

/** The newest of the customer's messages that is known to be stored. */
export function storedUpTo(turn) {
  const { message, edited_message: edited, callback_query: press } = turn?.inbound ?? {};
  return (message ?? edited ?? press?.message)?.message_id ?? 0;
}

function isBusy({ chat, messages, turn }) {
  if (turn?.state === "working") return true;
  const own = messages.filter(({ from }) => from?.id === chat?.id).at(-1);
  return own !== undefined && own.message_id > storedUpTo(turn);
}
