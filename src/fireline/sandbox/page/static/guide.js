// The line above the composer that leads through a demo: one hint at a time, its buttons, the scenario under way.

import { wish } from "./acts.js";
import { begin } from "./demo.js";
import { fill, h } from "./dom.js";
import { isByKeys, isFocused, keepFocus } from "./focus.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { channels, me, on, state, tell } from "./state.js";

const SPEEDS = [1, 10, 60];
const KEYS = { pause: "pace", go_on: "pace", take_over: "part", give_back: "part" }; // two sides of one button

export const guideBar = h("section", { class: "guide", "aria-label": "Guide", "aria-live": "polite", tabindex: "-1", hidden: true });

let follows = true; // goes where the story goes, until its own way is gone
let led = null; // the place to which it was led last
let drawn = ""; // what stands there

function draw() {
  const { guide } = state;
  const now = JSON.stringify([guide, follows, me()?.name, state.place?.name, state.place?.is_app]);
  if (now === drawn) return;
  drawn = now;
  guideBar.hidden = !guide;
  if (!guide) return;
  const back = guideBar.contains(document.activeElement) ? keepFocus() : null;
  fill(
    guideBar,
    h("div", { class: "guide-words words" }, guide.scenario && scenarioWords(guide.scenario), guide.hint && h("div", {}, mrkdwn(guide.hint))),
    h("div", { class: "actions" }, buttons(guide)),
  );
  if (back && !back() && isByKeys()) isFocused(guideBar);
}

/** What is asked of somebody stands before the pace of the story, the way out of the story behind it. */
function buttons({ buttons: given, scenario, as, line, channel }) {
  const isAnothers = line && as && as !== me()?.name && !given?.some((b) => b.as === as);
  const own = [...(isAnothers ? [{ label: `Be ${as[0].toUpperCase()}${as.slice(1)}`, as, go: channel }] : []), ...(given ?? [])];
  const leads = own.some((b) => b.is_primary);
  const shown = [own.map(button), scenario && scenarioButtons(scenario)];
  return leads ? shown : shown.reverse();
}

/** A way to where one is already is no way; who is that person already just goes there. */
function button({ label, do: what, as, go, is_primary: isPrimary }) {
  const isThere = go && (go === "app" ? state.place?.is_app : state.place?.name === go);
  const isMe = as && as === me()?.name;
  if (!what && ((isMe && (isThere || !go)) || (!as && isThere))) return null;
  if (isMe) label = `Open ${go === "app" ? state.workspace.app.name : `#${go}`}`;
  const press = () => {
    if (what === "start_over") return begin({ do: what });
    if (what) wish({ do: what, by: me().name });
    if (as && as !== me().name) tell("become", { name: as, go });
    else if (go) tell("visit", go);
    return undefined;
  };
  return h("button", { type: "button", class: isPrimary ? "button small primary" : "button small", data: { key: KEYS[what] ?? what }, on: { click: press } }, plain(label));
}

const scenarioWords = (s) => h("div", {}, h("strong", {}, s.title), h("span", { class: "faint" }, ` ${s.at} of ${s.of}${s.is_paused ? ", paused" : ""}`));

function scenarioButtons(s) {
  const speeds = SPEEDS.map((speed) => toggle(`${speed}×`, speed === s.speed, () => wish({ do: "speed", speed })));
  return [button({ label: s.is_paused ? "Go on" : "Pause", do: s.is_paused ? "go_on" : "pause", is_primary: !state.guide.buttons?.some((b) => b.is_primary) }), h("span", { class: "paces", role: "group", "aria-label": "Speed" }, speeds), part(s), toggle("Follow", follows, () => tell("follow", !follows))];
}

const toggle = (label, isOn, press) => h("button", { type: "button", class: "button small", "aria-pressed": String(isOn), on: { click: press } }, label);

/** Only who has a part in the story can take it over. */
function part({ parts, taken }) {
  const { name, real_name: whole } = me();
  if (!parts?.includes(name)) return null;
  const isMine = taken.includes(name);
  const first = whole.split(" ")[0];
  return button({ label: isMine ? `Let the story play ${first}` : `Play ${first}’s part`, do: isMine ? "give_back" : "take_over" });
}

/** Goes where the story goes; whoever goes elsewhere by themselves is left there. */
function lead() {
  const place = state.guide?.scenario && state.guide.place;
  if (!place || !follows || place === led) return;
  if (channels().some((c) => c.name === place)) tell("visit", (led = place));
}

/** The line that the guide has ready for this conversation, if this person should type it. */
export function readyLine(place) {
  const { guide } = state;
  const isMeant = guide?.line && (!guide.as || guide.as === me()?.name) && (!guide.channel || guide.channel === place.name);
  return isMeant ? guide.line : null;
}

on("guide", draw);
on("guide", lead);
on("sidebar", lead);
on("follow", (is) => {
  follows = is;
  led = null;
  draw();
  lead();
});
on("strayed", () => state.guide?.scenario && tell("follow", false));
on("place", draw);
on("workspace", draw);
