const base = "/playground/api";

export const loadDesk = () => request("GET", "/desk");
export const openChat = (persona) => request("POST", "/chats", { persona });
export const sendText = (chatId, text) => request("POST", `/chats/${chatId}/messages`, { text });
export const editText = (chatId, messageId, text) =>
  request("PATCH", `/chats/${chatId}/messages/${messageId}`, { text });
export const pressButton = (chatId, messageId, data) =>
  request("POST", `/chats/${chatId}/presses`, { messageId, data });
export const fileUrl = (fileId) => `${base}/files/${encodeURIComponent(fileId)}`;

export function sendFile(chatId, file, caption) {
  const query = new URLSearchParams({ name: file.name, ...(caption ? { caption } : {}) });
  const headers = { "Content-Type": file.type || "application/octet-stream" };
  return answerOf(fetch(`${base}/chats/${chatId}/files?${query}`, { method: "POST", headers, body: file }));
}

/**
 * Follows a chat. `listeners` are called by the event's name; `ended` when the product no longer knows the chat, `lost`
 * when the connection broke; then it is opened again. Returns the way to stop.
 */
export function followChat(chatId, { ended, lost, ...listeners }) {
  let source = null;
  let timer = null;
  const open = () => {
    source = new EventSource(`${base}/chats/${chatId}/events`);
    for (const [name, listen] of Object.entries(listeners)) {
      source.addEventListener(name, (event) => listen(JSON.parse(event.data)));
    }
    source.onerror = onError;
  };
  // A stream that broke is being opened again by the browser. A refused one is not, and looks like one that ends because
  // the page is being left: only the product can say whether the chat is still there.
  const onError = async () => {
    lost();
    if (source.readyState !== EventSource.CLOSED) return;
    const status = await fetch(`${base}/chats/${chatId}`).then(
      (response) => response.status,
      () => null,
    );
    if (status === 404) ended();
    else timer = setTimeout(open, 2_000);
  };
  open();
  return () => {
    clearTimeout(timer);
    source.onerror = null;
    source.close();
  };
}

function request(method, path, body) {
  const json = body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return answerOf(fetch(`${base}${path}`, { method, ...json }));
}

async function answerOf(pending) {
  const response = await pending;
  if (response.status === 204) return null;
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.title);
  return answer;
}
