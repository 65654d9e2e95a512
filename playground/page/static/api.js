const base = "/playground/api";

export const loadDesk = () => request("GET", "/desk");
export const setDeskLanguage = (language) => request("PUT", "/desk/language", { language });
export const loadTurn = (seq) => request("GET", `/acts/${seq}`);
export const loadWorkspace = (query) => request("GET", `/workspace?${new URLSearchParams(query)}`);
export const fileUrl = (fileId) => `${base}/files/${encodeURIComponent(fileId)}`;
export const deskFileUrl = (fileId) => `${base}/workspace/files/${encodeURIComponent(fileId)}`;

const chatPaths = { telegram: "/chats", wechat: "/wechat" };

/** What a customer does, on either platform. */
export const customerApi = {
  open: (platform, persona) => request("POST", chatPaths[platform], { persona }),
  load: (platform, id) => request("GET", `/customers/${platform}/${id}`),
  say: (platform, id, text) => request("POST", `${chatPaths[platform]}/${id}/messages`, { text }),
  edit: (id, messageId, text) => request("PATCH", `/chats/${id}/messages/${messageId}`, { text }),
  recall: (id, messageId) => request("POST", `/wechat/${id}/recalls`, { messageId }),
  press: (platform, id, messageId, data) =>
    request("POST", `${chatPaths[platform]}/${id}/presses`, { messageId, data }),
  sendFile: (platform, id, file, caption) => {
    const query = new URLSearchParams({ name: file.name, ...(caption ? { caption } : {}) });
    const headers = { "Content-Type": file.type || "application/octet-stream" };
    const url = `${base}${chatPaths[platform]}/${id}/files?${query}`;
    return answerOf(fetch(url, { method: "POST", headers, body: file }));
  },
};

/** What staff do in the workspace. */
export const staffApi = {
  write: (line) => request("POST", "/workspace/lines", line),
  command: (command) => request("POST", "/workspace/commands", command),
  press: (press) => request("POST", "/workspace/presses", press),
};

/**
 * Follows what happens. `listeners` are called by the event's name; `ended` when the product no longer knows the customer,
 * `lost` when the connection broke; then it is opened again. Returns the way to stop.
 */
export function followEvents(customer, { ended, lost, ...listeners }) {
  let source = null;
  let timer = null;
  const open = () => {
    source = new EventSource(`${base}/events?${new URLSearchParams(customer ?? {})}`);
    for (const [name, listen] of Object.entries(listeners)) {
      source.addEventListener(name, (event) => listen(JSON.parse(event.data)));
    }
    source.onerror = onError;
  };
  // A stream that broke is being opened again by the browser. A refused one is not, and looks like one that ends because
  // the page is being left: only the product can say whether the customer is still there.
  const onError = async () => {
    lost();
    if (source.readyState !== EventSource.CLOSED) return;
    const path = customer ? `/customers/${customer.platform}/${customer.id}` : "/desk";
    const status = await fetch(`${base}${path}`).then(
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
