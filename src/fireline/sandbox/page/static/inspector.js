// The inspector, closed until asked: the clock, and what went over the wire.

import { botStatus, setClock, travel } from "./acts.js";
import { announce } from "./announcer.js";
import { clockTime, dayAndTime } from "./dates.js";
import { byId, fill, h, iconButton } from "./dom.js";
import { say } from "./feed.js";
import { isByKeys, isFocused, keepFocus } from "./focus.js";
import { now, on, state, tell } from "./state.js";

const node = byId("inspector");
const rows = new Map();
const MOST = 120;
const log = h("ol", { class: "log", "aria-label": "What went over the wire, newest first" });
const clockLine = h("p", { class: "clock-now" });
const botLine = h("p", { class: "bot-now faint" });
const frozen = h("button", { type: "button", class: "button small", on: { click: () => setClock({ running: !state.clock.running }) } });

const STEPS = [
  ["+ 5 min", { seconds: 300 }],
  ["+ 1 h", { seconds: 3600 }],
  ["To the next deadline", { to: "next" }],
  ["+ 1 day", { seconds: 86400 }],
];

function draw() {
  fill(
    node,
    h("header", { class: "side-head" }, h("h2", {}, "Inspector"), iconButton("close", "Close the inspector", () => tell("inspect", false))),
    h("section", { class: "clock", "aria-label": "Clock" }, clockLine, h("div", { class: "actions" }, STEPS.map(([label, to]) => step(label, to)), frozen), botLine),
    h("section", { class: "wire" }, h("h3", {}, "On the wire"), log),
  );
  tick();
}

function step(label, to) {
  const button = h("button", { type: "button", class: "button small" }, label);
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    const told = await travel(to).finally(() => button.removeAttribute("aria-busy"));
    if (told.error) tell("toast", told.error);
    else announce(`The clock shows ${dayAndTime(now())}`);
  });
  return button;
}

function tick() {
  if (node.hidden || !state.clock) return;
  const at = now();
  fill(clockLine, h("strong", {}, dayAndTime(at)), h("span", { class: "faint" }, ` ${clockTime(at, "UTC")} UTC${state.clock.running ? "" : ", stands still"}`));
  frozen.textContent = state.clock.running ? "Stop the clock" : "Let it run";
}

function take({ put, begins }) {
  if (begins) rows.clear();
  for (const entry of put) rows.set(entry.seq, line(entry));
  const latest = [...rows.keys()].sort((a, b) => b - a).slice(0, MOST);
  for (const seq of rows.keys()) if (seq < latest.at(-1)) rows.delete(seq);
  const back = log.contains(document.activeElement) ? keepFocus() : null;
  fill(log, latest.map((seq) => rows.get(seq)));
  back?.();
}

const ARROWS = { call: ["←", "the bot calls"], event: ["→", "event"], command: ["→", "command"], interaction: ["→", "interaction"] };
const STATES = { ok: "", waiting: "waiting", error: "failed" };

function line(entry) {
  const before = rows.get(entry.seq);
  const [arrow, kind] = ARROWS[entry.kind];
  const told = [STATES[entry.state], entry.state === "error" && entry.error, entry.tries > 1 && `${entry.tries} tries`, entry.ms !== null && `${entry.ms < 10 ? entry.ms.toFixed(1) : Math.round(entry.ms)} ms`].filter(Boolean).join(", ");
  return h(
    "li",
    { class: `entry ${entry.kind} ${entry.state}` },
    h(
      "details",
      { open: before?.querySelector("details")?.open },
      h("summary", {}, h("span", { class: "arrow", title: kind, role: "img", "aria-label": kind }, arrow), h("span", { class: "what" }, entry.what), h("span", { class: "told" }, told)),
      h("p", { class: "faint" }, `${kind}, ${entry.story.slice(0, 19).replace("T", " ")} UTC`),
      h("pre", { tabindex: "0" }, entry.detail),
    ),
  );
}

export function inspect(isOpen) {
  node.hidden = !isOpen;
  if (isOpen) tell("drawer", false);
  sessionStorage.setItem("inspector", isOpen ? "open" : "");
  say({ do: "inspect", is_open: isOpen });
  if (isOpen) draw();
  tell("inspecting", isOpen);
}

/** Asked for by keyboard, it has the keyboard; put away, it gives it back. */
function asked(isOpen) {
  const hadFocus = node.contains(document.activeElement);
  inspect(isOpen);
  if (isOpen && isByKeys()) isFocused(node.querySelector(".clock button"));
  if (!isOpen && hadFocus) isFocused(document.querySelector("[data-key=inspector]")) || isFocused(document.querySelector(".only-narrow"));
}

let isAsking = false;

/** What the bot still has to send, and what it waits for; asked when something went over the wire. */
async function tellBot() {
  if (isAsking || node.hidden) return;
  isAsking = true;
  const status = await botStatus().catch(() => ({}));
  isAsking = false;
  const due = status.next_due_at ? `next deadline ${dayAndTime(new Date(status.next_due_at))}` : "no deadline ahead";
  botLine.textContent = "pending" in status ? `Outbox: ${status.pending || "nothing"} waiting; ${due}` : "The bot does not answer";
}

on("inspect", asked);
on("log", tellBot);
on("log", take);
on("clock", tick);
on("clock", tellBot);
setInterval(tick, 1000);
