// The line above the composer that leads through a demo: one hint at a time, its buttons, the scenario under way.

import { wish } from "./acts.js";
import { fill, h } from "./dom.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { me, on, state, tell } from "./state.js";

const SPEEDS = [1, 10, 60];

export const guideBar = h("section", { class: "guide", "aria-label": "Guide", "aria-live": "polite", hidden: true });

function draw() {
  const { guide } = state;
  guideBar.hidden = !guide;
  if (!guide) return;
  fill(
    guideBar,
    h("div", { class: "guide-words words" }, guide.scenario && scenarioWords(guide.scenario), guide.hint && mrkdwn(guide.hint)),
    h("div", { class: "actions" }, guide.scenario && scenarioButtons(guide.scenario), (guide.buttons ?? []).map(button)),
  );
}

function button({ label, do: what, as, is_primary: isPrimary }) {
  const press = () => {
    if (what) wish({ do: what, by: me().name });
    if (as && as !== me().name) tell("become", as);
  };
  return h("button", { type: "button", class: isPrimary ? "button small primary" : "button small", on: { click: press } }, plain(label));
}

const scenarioWords = (s) => h("div", {}, h("strong", {}, s.title), h("span", { class: "faint" }, ` ${s.at} of ${s.of}${s.is_paused ? ", paused" : ""}`));

function scenarioButtons(s) {
  const speeds = SPEEDS.map((speed) => h("button", { type: "button", class: "button small", "aria-pressed": String(speed === s.speed), on: { click: () => wish({ do: "speed", speed }) } }, `${speed}×`));
  return [button({ label: s.is_paused ? "Go on" : "Pause", do: s.is_paused ? "go_on" : "pause", is_primary: true }), ...speeds];
}

/** The line that the guide has ready for this conversation, if this person should type it. */
export function readyLine(place) {
  const { guide } = state;
  const isMeant = guide?.line && (!guide.as || guide.as === me()?.name) && (!guide.channel || guide.channel === place.name);
  return isMeant ? guide.line : null;
}

on("guide", draw);
on("workspace", draw);
