import { useEffect, useRef, useState } from "preact/hooks";
import { followEvents } from "./api.js";

/** Keeps the page true to what happens: looks again at what changed, and gives the acts of late, newest first. */
export function useEvents(customer, workspace) {
  const [acts, setActs] = useState([]);
  const [isLost, setLost] = useState(false);
  const latest = useRef({});
  latest.current = { customer, workspace };

  useEffect(() => {
    const lookAtAll = () => {
      latest.current.customer.refresh();
      latest.current.workspace.refresh();
    };
    const watched = customer.id === null ? null : { platform: customer.platform, id: customer.id };
    return followEvents(watched, {
      hello: () => {
        setLost(false);
        lookAtAll();
      },
      customer: () => latest.current.customer.refresh(),
      workspace: () => latest.current.workspace.refresh(),
      acts: setActs,
      notice: ({ text }) => latest.current.customer.setNotice(text),
      lost: () => setLost(true),
      ended: () => latest.current.customer.forget(),
    });
  }, [customer.platform, customer.id]);

  return { acts, isLost };
}
