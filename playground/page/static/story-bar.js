import { html } from "htm/preact";
import { icons } from "./icons.js";

/** The guided story: what was just seen, what comes next, and how far it is. */
export function StoryBar({ words, story }) {
  const told = words.story;
  if (!story.isOn) {
    return html`
      <section class="story" aria-label=${told.title}>
        <p class="story-told"><strong>${told.title}</strong><span>${told.invitation}</span></p>
        <button type="button" class="primary-button" onClick=${story.begin}>${icons.play}${told.begin}</button>
      </section>
    `;
  }
  const isOver = story.next === null;
  const isWaiting = story.waiting !== null;
  const sentence = isOver ? told.over : story.last ? told.steps[story.last.id].look : told.start;
  return html`
    <section class="story is-on" aria-label=${told.title}>
      <ol class="story-steps">
        ${story.steps.map((step) => html`<${Mark} words=${told} step=${step} story=${story} />`)}
      </ol>
      <p class="story-told" role="status"><span>${sentence}</span></p>
      ${story.problem && html`<p class="banner" role="alert">${story.problem}</p>`}
      <div class="story-buttons">
        ${
          isOver
            ? html`<button type="button" class="primary-button" onClick=${story.begin}>${icons.again}${told.restart}</button>`
            : html`<button type="button" class="primary-button" aria-disabled=${isWaiting} onClick=${() => !isWaiting && story.goOn()}>
                <span>${isWaiting ? told.waiting : html`<span class="next">${told.next}</span> ${told.steps[story.next.id].does}`}</span>
              </button>`
        }
        ${!isOver && story.last && html`<button type="button" class="icon-button" onClick=${story.begin} aria-label=${told.restart} title=${told.restart}>${icons.again}</button>`}
        <button type="button" class="text-button" onClick=${story.end}>${told.end}</button>
      </div>
    </section>
  `;
}

function Mark({ words, step, story }) {
  const isDone = story.done.includes(step.id);
  const isNext = step.id === story.next?.id;
  return html`
    <li data-state=${isDone ? "done" : isNext ? "next" : "later"} aria-current=${isNext ? "step" : null}>
      <i aria-hidden="true">${isDone && icons.check}</i><span>${words.steps[step.id].title}</span>
    </li>
  `;
}
