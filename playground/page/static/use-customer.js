import { useState } from "preact/hooks";
import { customerApi } from "./api.js";
import { linesOf } from "./customer-lines.js";
import { useLatest } from "./use-latest.js";

const nothing = { chat: null, earlier: [], messages: [], isBusy: false, storedUpTo: 0, turn: null, conversation: null };

/**
 * The chat of one persona on one platform: what was said in it and where its conversation stands. Nobody is made until
 * something is said; the chat is remembered while the tab lives.
 */
export function useCustomer(platform, persona) {
  const [id, setId] = useStoredId(`${platform}.${persona}`);
  const [notice, setNotice] = useState(null);
  const [view, refresh] = useLatest(id && `${platform}/${id}`, () => customerApi.load(platform, id));
  const shown = view ?? nothing;

  /** The chat's id; somebody new begins one with their first act. */
  const ensure = async () => {
    if (id !== null) return id;
    const opened = await customerApi.open(platform, persona);
    setId(opened.id);
    return opened.id;
  };
  const act = async (work) => {
    setNotice(null);
    await work(await ensure());
  };
  return {
    ...shown,
    platform,
    id,
    notice,
    setNotice,
    refresh,
    lines: linesOf(platform, shown),
    forget: () => setId(null),
    say: (text) => act((chat) => customerApi.say(platform, chat, text)),
    edit: (messageId, text) => act((chat) => customerApi.edit(chat, messageId, text)),
    recall: (messageId) => act((chat) => customerApi.recall(chat, messageId)),
    press: (messageId, data) => act((chat) => customerApi.press(platform, chat, messageId, data)),
    sendFile: (file, caption) => act((chat) => customerApi.sendFile(platform, chat, file, caption)),
  };
}

function useStoredId(name) {
  const key = `deskhand.customer.${name}`;
  const [ids, setIds] = useState({});
  const stored = ids[name] === undefined ? sessionStorage.getItem(key) : ids[name];
  const setId = (id) => {
    if (id === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, id);
    setIds((current) => ({ ...current, [name]: id }));
  };
  return [stored, setId];
}
