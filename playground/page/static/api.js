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
 * when the connection broke (the browser connects again by itself). Returns the way to stop.
 */
export function followChat(chatId, { ended, lost, ...listeners }) {
  const source = new EventSource(`${base}/chats/${chatId}/events`);
  for (const [name, listen] of Object.entries(listeners)) {
    source.addEventListener(name, (event) => listen(JSON.parse(event.data)));
  }
  // A refused stream is closed for good; one that broke is being opened again.
  source.onerror = () => (source.readyState === EventSource.CLOSED ? ended() : lost());
  return () => source.close();
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
