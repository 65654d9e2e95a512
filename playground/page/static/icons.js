import { html } from "htm/preact";

const icon = (paths) => html`
  <svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round"
    stroke-linejoin="round" aria-hidden="true">${paths.map((d) => html`<path d=${d} />`)}</svg>
`;

export const icons = {
  send: icon(["M5 12h13", "M12.5 5.5 19 12l-6.5 6.5"]),
  check: icon(["m5 12.5 4.5 4.5L19 7.5"]),
  attach: icon(["m20 11.5-8 8a5 5 0 0 1-7.1-7.1l8.3-8.3a3.3 3.3 0 0 1 4.7 4.7L9.7 17a1.7 1.7 0 0 1-2.4-2.4L15 7"]),
  commands: icon(["M14.5 5 9.5 19"]),
  close: icon(["M6 6l12 12", "M18 6 6 18"]),
  edit: icon(["M4 20h4L19 9l-4-4L4 16z"]),
  person: icon(["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8", "M4.5 20a7.5 7.5 0 0 1 15 0"]),
  file: icon(["M6 3h8l5 5v13H6z", "M14 3v5h5"]),
  auto: icon(["M12 4a8 8 0 1 0 0 16z", "M12 4a8 8 0 0 1 0 16"]),
  light: icon([
    "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8",
    "M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
  ]),
  dark: icon(["M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5"]),
  chat: icon(["M5 5h14v10.5h-8L7 19v-3.5H5z"]),
  channel: icon(["M9.5 4 7.5 20M16.5 4l-2 16", "M4.5 9h16M3.5 15h16"]),
  mail: icon(["M4 6h16v12H4z", "m4 7 8 6 8-6"]),
  bell: icon(["M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15z", "M10 20.5h4"]),
  eye: icon(["M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6", "M12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4"]),
  hand: icon([
    "M8 12V5.5a1.5 1.5 0 0 1 3 0V11m0-6.5a1.5 1.5 0 0 1 3 0V11m0-4.5a1.5 1.5 0 0 1 3 0V14a6 6 0 0 1-6 6.5c-3 0-4.3-1.5-5.5-4L4.2 13a1.4 1.4 0 0 1 2.4-1.4L8 13.5",
  ]),
  newPerson: icon(["M10 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8", "M3 20a7 7 0 0 1 13-3.5", "M19 13v7M15.5 16.5h7"]),
  play: icon(["M8 5.5v13l10-6.5z"]),
  again: icon(["M5 12a7 7 0 1 1 2.2 5.1", "M5 20v-3.5h3.5"]),
  up: icon(["m6 14.5 6-6 6 6"]),
  recall: icon(["M9 7 4.5 11.5 9 16", "M5 11.5h9a5 5 0 0 1 5 5V18"]),
  turn: icon(["M5 6h.01M5 12h.01M5 18h.01", "M10 6h9M10 12h9M10 18h9"]),
};

/** One tick: sent. Two: stored by the product. */
export const ticks = (isStored) => html`
  <svg class="ticks" viewBox="0 0 20 12" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"
    stroke-linejoin="round" aria-hidden="true">
    <path d="m2 6.5 3.5 3.5L12 2.5" />${isStored && html`<path d="m9.5 9.5.5.5L17.5 2.5" />`}
  </svg>
`;
