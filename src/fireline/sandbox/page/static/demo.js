// What a demo offers beside its guide: incidents to watch, and starting over. Both stay closed until asked.

import { startOver, wish } from "./acts.js";
import { confirmed, openDialog } from "./dialogs.js";
import { h, icon } from "./dom.js";
import { state, tell } from "./state.js";

const SPEEDS = [1, 10, 60];
const DAY = 86400000;

const footButton = (shape, words, act) => h("button", { type: "button", class: "foot-button", on: { click: act } }, icon(shape), words);

export const watchButton = () => (state.offers?.scenarios?.length ? footButton("play", "Watch an incident", choose) : null);

export const startOverButton = () => footButton("again", "Start over", again);

async function again() {
  const sure = await confirmed({ title: "Start over?", text: "Every conversation goes back to the beginning.", confirm: "Start over", style: "danger" });
  if (!sure) return undefined;
  if (state.offers) return begin({ do: "start_over" });
  await startOver();
  sessionStorage.clear();
  return location.reload();
}

/** Asks the guide for another beginning; this window forgets what was half written, and is Ana's again. */
export function begin(what) {
  sessionStorage.clear();
  tell("follow", true);
  tell("become", { name: "ana", forgets: true });
  return wish(what);
}

function choose() {
  let name = state.offers.scenarios[0].name;
  let speed = 10;
  const pick = (group, value, isOn, change, ...words) =>
    h("label", { class: `offer ${group}` }, h("input", { type: "radio", name: group, value: String(value), checked: isOn, on: { change } }), h("span", { class: "offer-words" }, ...words));
  const stories = state.offers.scenarios.map((s) =>
    pick("story", s.name, s.name === name, () => (name = s.name), h("strong", {}, s.title), h("span", { class: "faint" }, facts(s)), h("span", { class: "faint source" }, s.source)),
  );
  const paces = SPEEDS.map((s) => pick("pace", s, s === speed, () => (speed = s), `${s}×`));
  const watch = () => (box.leave(), begin({ do: "watch", name, speed }));
  const box = openDialog({
    title: "Watch an incident",
    body: [
      h("p", {}, "Real incidents from public reports, lived through by the bot. Pause at any time, play one part yourself, or go on by hand."),
      h("fieldset", { class: "offers" }, h("legend", {}, "Which one"), stories),
      h("fieldset", { class: "offers rates" }, h("legend", {}, "How fast"), paces),
      h("p", { class: "hint" }, "The story never pauses for more than eight seconds. What is in this workspace now is cleared."),
    ],
    foot: [h("button", { type: "button", class: "button", on: { click: () => box.leave() } }, "Cancel"), h("button", { type: "button", class: "button primary", on: { click: watch } }, "Watch it")],
  });
  box.dialog.querySelector("input").focus();
}

/** `31 Jan 2017, 24 days, 6 people, 80 steps` */
function facts({ starts, ends, people, steps }) {
  const day = new Date(starts).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const days = Math.round((Date.parse(ends) - Date.parse(starts)) / DAY);
  return [day, days > 1 ? `${days} days` : "one day", `${people} people`, `${steps} steps`].join(", ");
}
