import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { AlertsPane } from "./alerts-pane.js";
import { loadDesk, setDeskLanguage } from "./api.js";
import { CustomerPane } from "./customer-pane.js";
import { DeskPane } from "./desk-pane.js";
import { Drawer } from "./drawer.js";
import { PaneTabs } from "./pane-tabs.js";
import { usePreferences } from "./preferences.js";
import { StoryBar } from "./story-bar.js";
import { wordsIn } from "./text.js";
import { TopBar } from "./top-bar.js";
import { useCustomer } from "./use-customer.js";
import { useEvents } from "./use-events.js";
import { useStory } from "./use-story.js";
import { useWorkspace } from "./use-workspace.js";

export function App() {
  const preferences = usePreferences();
  const { language } = preferences;
  const words = wordsIn(language);
  const [desk, setDesk] = useState(null);
  const [problem, setProblem] = useState(null);

  useEffect(() => {
    // The visitor plays the desk's people too: they read what the visitor reads.
    setDeskLanguage(language)
      .then(loadDesk)
      .then(setDesk, (error) => setProblem(error.message));
    document.title = `Deskhand · ${words.tagline}`;
  }, [language]);

  return html`
    <a class="skip" href="#message-box">${words.skip}</a>
    <${TopBar} words=${words} ...${preferences} />
    ${problem && html`<p class="banner" role="alert">${problem}</p>`}
    ${desk && html`<${Playground} words=${words} desk=${desk} language=${language} />`}
  `;
}

function Playground({ words, desk, language }) {
  const [platform, choosePlatform] = useState("telegram");
  const [chosenPersona, choosePersona] = useState(null);
  const personaId = chosenPersona ?? desk.personas.find((persona) => persona.language === language).id;
  const persona = desk.personas.find(({ id }) => id === personaId);
  const [agent, chooseAgent] = useState("agent");
  const [manager, chooseManager] = useState("manager");
  const [pane, setPane] = useState("customer");
  const [isDrawerOpen, setDrawerOpen] = useState(false);

  const customer = useCustomer(platform, personaId);
  const [chosenPlace, choosePlace] = useState(null);
  // Until another place is chosen, the agent has the customer's conversation open.
  const own = customer.conversation?.thread_id;
  const place = chosenPlace ?? (own ? { kind: "thread", ts: own } : { kind: "channel" });
  const workspace = useWorkspace(agent, manager, place.kind === "thread" ? place.ts : null);
  const { acts, isLost } = useEvents(customer, workspace);
  const follow = () => choosePlace(null);
  useEffect(follow, [customer.id]);

  const world = { desk, customer, workspace, agent, manager, texts: words.storyTexts(persona.language) };
  const story = useStory(world, {
    show: (name) => {
      setPane(name);
      if (name === "agent") follow();
    },
    restart: () => {
      customer.forget();
      follow();
    },
  });
  const spot = story.isOn ? (story.waiting ? story.next?.pane : story.last?.look) : null;

  return html`
    <${StoryBar} words=${words} story=${story} />
    <${PaneTabs} words=${words} pane=${pane} setPane=${setPane} isBusy=${customer.isBusy} />
    <main class="panes" data-pane=${pane} data-spot=${spot ?? ""}>
      <${CustomerPane} key=${`${platform}.${personaId}`} ...${{ words, desk, language, platform, choosePlatform, personaId, choosePersona, customer, isLost }} />
      <${DeskPane} ...${{ words, desk, language, agent, chooseAgent, workspace, place, choosePlace }} />
      <${AlertsPane} ...${{ words, desk, language, manager, chooseManager, workspace }} />
      <${Drawer} ...${{ words, desk, acts, customer }} isOpen=${isDrawerOpen || pane === "wire"} setOpen=${setDrawerOpen} />
    </main>
  `;
}
