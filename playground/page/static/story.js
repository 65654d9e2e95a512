import { buttonsOf } from "./slack-blocks.js";

/**
 * The guided story, as data. Every act goes through the emulated platforms; whether a step is done, and whether it is
 * there at all, is read from what the product made of it: `appears` leaves out what did not happen.
 *
 * `pane` is where the act is done, `look` where its effect shows. `act` gets the world and what was so before it.
 */
export const steps = [
  {
    id: "question",
    pane: "customer",
    look: "customer",
    act: ({ customer, texts }) => customer.say(texts.question),
    isDone: (world) => hasSaid(world, world.texts.question) && isAnswered(world),
  },
  {
    id: "angry",
    pane: "customer",
    look: "agent",
    act: ({ customer, texts }) => customer.say(texts.angry),
    isDone: (world) => hasSaid(world, world.texts.angry) && !world.customer.isBusy && world.workspace.thread.length > 0,
  },
  {
    id: "alert",
    pane: "manager",
    look: "manager",
    appears: (world) => alertOf(world) !== null,
    act: (world) => pressFirst(world, alertOf(world), world.manager, /^alert_?ack|^ack/),
    isDone: (world) => world.hasActed("alert"),
  },
  {
    id: "human",
    pane: "customer",
    look: "agent",
    // The bot may have handed the conversation over by itself.
    appears: (world) => world.hasActed("human") || (!isWithPeople(world) && !world.isDone("take")),
    act: ({ customer, texts }) => customer.say(texts.human),
    isDone: (world) => isWithPeople(world),
  },
  {
    id: "take",
    pane: "agent",
    look: "agent",
    act: (world) => pressFirst(world, world.workspace.thread[0], world.agent, /^take:/),
    isDone: (world) =>
      Boolean(world.customer.conversation?.agent) && !offers(world, /^take:/) && isToldInThread(world, "take"),
  },
  {
    id: "script",
    pane: "agent",
    look: "agent",
    appears: ({ desk }) => (desk.staffCommands.en ?? []).some(({ name }) => name === "script"),
    act: (world) => write(world, `@${world.desk.bot.handle} script ${world.texts.script}`),
    isDone: (world) => offerOf(world) !== null,
  },
  {
    id: "reply",
    pane: "agent",
    look: "customer",
    act: (world) => {
      const offer = offerOf(world);
      return offer ? pressFirst(world, offer, world.agent, /^offer_send:/) : write(world, world.texts.reply);
    },
    isDone: (world) => world.hasActed("reply") && deskLines(world) > world.before("reply"),
  },
  {
    id: "resolve",
    pane: "agent",
    look: "agent",
    act: (world) => pressFirst(world, world.workspace.thread[0], world.agent, /^resolve:/),
    isDone: (world) => isResolved(world) && !offers(world, /^resolve:/) && isToldInThread(world, "resolve"),
  },
  {
    id: "satisfaction",
    pane: "customer",
    look: "customer",
    appears: (world) => world.isDone("resolve") && ratingOf(world) !== null,
    act: (world) => {
      const line = ratingOf(world);
      return world.customer.press(line.id, line.buttons.at(-1).id);
    },
    isDone: (world) => world.hasActed("satisfaction") && !world.customer.isBusy,
  },
];

/** How many times the desk has spoken to the customer: what a step compares with. */
export const deskLines = ({ customer }) => customer.lines.filter(({ isOwn }) => !isOwn).length;

const isWithPeople = ({ customer: { conversation } }) => Boolean(conversation?.handoff_at || conversation?.agent);
const isResolved = ({ customer }) => ["resolved", "closed"].includes(customer.conversation?.status);
/** Whether the bot has said something in the thread since the step began; of steps that were not taken here, always. */
function isToldInThread({ workspace, newestAt }, id) {
  const before = newestAt(id);
  return before === null || workspace.thread.some(({ from, ts }) => from.isBot && Number(ts) > before);
}
/** Whether the conversation's card still has a button. */
const offers = ({ workspace: { thread } }, wanted) =>
  thread[0] && buttonsOf(thread[0]).some(({ id }) => wanted.test(id));
const hasSaid = ({ customer }, text) => customer.lines.some((line) => line.isOwn && line.text === text);
const isAnswered = (world) => !world.customer.isBusy && world.customer.lines.at(-1)?.isOwn === false;

/** The newest alert that names the customer's conversation. */
function alertOf({ customer, workspace }) {
  const code = customer.conversation?.code;
  if (!code) return null;
  return (
    workspace.alerts.filter(({ from, text }) => from.isBot && new RegExp(`\\b${code}\\b`).test(text)).at(-1) ?? null
  );
}

/** The newest script that the agent alone was shown and that can be sent. */
function offerOf(world) {
  const after = world.newestAt("script");
  if (after === null) return null;
  const shown = world.workspace.thread.filter((message) => Number(message.ts) > after);
  return shown.filter((message) => buttonsOf(message).some(({ id }) => /^offer_send:/.test(id))).at(-1) ?? null;
}

/** What asks the customer for a rating: the newest words of the desk that have several buttons. */
function ratingOf({ customer }) {
  return customer.lines.filter(({ isOwn, buttons }) => !isOwn && buttons.length >= 3).at(-1) ?? null;
}

function write({ workspace, agent, customer }, text) {
  return workspace.write({ as: agent, place: "desk", thread: customer.conversation.thread_id, text });
}

/** Presses the first button whose id fits; where there is none, there is only something to look at. */
async function pressFirst({ workspace }, message, as, wanted) {
  const button = message && buttonsOf(message).find(({ id }) => wanted.test(id));
  if (button) await workspace.press({ as, channel: message.channel, ts: message.ts, button: button.id });
}
