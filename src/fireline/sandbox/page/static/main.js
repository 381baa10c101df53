// Puts the page together: which conversation is open, its list, its composer, the thread beside it.

import { act } from "./acts.js";
import { closeChoice } from "./choice.js";
import { Composer } from "./composer.js";
import { byId, fill, h, iconButton } from "./dom.js";
import { connect, say } from "./feed.js";
import { giveBack, isByKeys, isFocused, keepFocus, mayOpenField } from "./focus.js";
import { guideBar, readyLine } from "./guide.js";
import { drawHead, join } from "./head.js";
import { inspect } from "./inspector.js";
import { MessageList } from "./list.js";
import { me, on, state, tell } from "./state.js";
import "./sidebar.js";
import { drawHome } from "./views.js";

const list = new MessageList({ label: "Messages" });
const threadList = new MessageList({ label: "Thread", inThread: true });
const composer = new Composer({ id: "composer-text", label: "Write a message" });
const threadComposer = new Composer({ id: "thread-text", label: "Reply", thread: () => state.thread });
const head = h("div", { class: "head-holder" });
const body = h("div", { class: "conversation-body", id: "conversation-body" });
const main = byId("conversation");
const threadPane = byId("thread");
const NARROW = matchMedia("(max-width: 760px)"); // one part at a time
const MIDDLE = matchMedia("(max-width: 1100px)"); // two
let staysInHead = false; // who turns the app's tabs by keyboard goes on there
let sought = null; // ts of a message to show once it is here
let drawnPlace = null;
let awaited = null; // name of a conversation to open as soon as it is in the lists
let threadBack = () => false; // gives the focus to what opened the thread
const ready = new Set(JSON.parse(sessionStorage.getItem("ready") ?? "[]")); // all lines that stood ready
let offered = null; // the guide's line that was put into the composer last

fill(main, head, body);
fill(threadPane, h("header", { class: "side-head" }, h("h2", {}, "Thread"), iconButton("close", "Close the thread", () => openThread(null))), threadList.holder, threadComposer.node);

// where one is ------------------------------------------------------------------------------------------------

function go({ channel, ts, stays = false }) {
  drawer(false);
  closeChoice();
  if (channel === state.open) return ts ? seek(ts) : void (mayOpenField() && (isFocused(composer.field) || isFocused(body.querySelector(".home"))));
  sought = ts ?? null;
  state.open = channel;
  state.place = null;
  drawnPlace = null;
  staysInHead = stays;
  openThread(null);
  list.clear("Nothing has been said here yet.");
  sessionStorage.setItem(`open ${me()?.name}`, channel);
  history.replaceState(null, "", `#${channel}`);
  if (channel === "home") {
    say({ do: "close" });
    act("open_home", {});
    drawPlace();
  } else say({ do: "open", channel, around: sought });
  tell("opened");
}

function seek(ts) {
  if (!ts || list.show(ts)) return;
  sought = ts;
  say({ do: "open", channel: state.open, around: ts });
}

function openThread(ts) {
  const had = state.thread;
  const hadFocus = threadPane.contains(document.activeElement);
  if (ts && !hadFocus) threadBack = keepFocus();
  state.thread = ts;
  threadPane.hidden = !ts;
  cover();
  if (!ts) {
    if (had) say({ do: "thread", ts: null });
    if (hadFocus || !document.activeElement?.checkVisibility()) giveBack(threadBack, composer.field);
    return;
  }
  threadList.clear();
  threadComposer.open(`${state.open} ${ts}`, "Reply");
  say({ do: "thread", ts });
  if (mayOpenField()) threadComposer.field.focus();
}

/** In a small window thread, inspector and conversations cover the rest, which then takes no keyboard. */
function cover() {
  const { classList } = document.body;
  const isInspecting = !byId("inspector").hidden;
  const isBeside = isInspecting || !threadPane.hidden;
  const hasDrawer = NARROW.matches || (MIDDLE.matches && isBeside);
  classList.toggle("has-drawer", hasDrawer);
  if (!hasDrawer) classList.remove("shows-sidebar");
  main.inert = (NARROW.matches && isBeside) || classList.contains("shows-sidebar");
  byId("sidebar").inert = NARROW.matches && isBeside;
  threadPane.inert = MIDDLE.matches && isInspecting;
}

/** The conversations of a narrow window: they have the keyboard while they are out. */
function drawer(isOut) {
  const { classList } = document.body;
  if (isOut === classList.contains("shows-sidebar")) return;
  classList.toggle("shows-sidebar", isOut);
  cover();
  const opener = head.querySelector(".only-narrow");
  opener?.setAttribute("aria-expanded", String(isOut));
  if (isOut && isByKeys()) isFocused(document.querySelector("#sidebar [aria-current]") ?? document.querySelector("#sidebar a"));
  else if (!isOut && (byId("sidebar").contains(document.activeElement) || document.activeElement === document.body)) isFocused(opener);
}

function first() {
  const all = [...state.sidebar.channels, state.sidebar.app, ...state.sidebar.direct].map((c) => c.id);
  const wanted = [location.hash.slice(1), sessionStorage.getItem(`open ${me()?.name}`)].find((id) => id === "home" || all.includes(id));
  return wanted ?? (state.sidebar.channels.find((c) => c.name === "incidents") ?? state.sidebar.channels.find((c) => c.is_member) ?? state.sidebar.app).id;
}

// drawing -----------------------------------------------------------------------------------------------------

function drawPlace() {
  const { place } = state;
  const isHome = state.open === "home";
  const back = main.contains(document.activeElement) ? keepFocus() : null;
  draw(isHome, place);
  if (back && document.activeElement === document.body && !back()) giveBack(back, composer.field);
  list.settle();
}

function draw(isHome, place) {
  if (!isHome && !place) return fill(head), fill(body, h("p", { class: "empty faint" }, state.open ? "This conversation is not here any more." : ""));
  fill(head, drawHead(isHome ? null : place));
  document.title = `${isHome || place.is_app ? state.workspace.app.name : `#${place.name}`} (${me()?.real_name})`;
  if (place?.is_app || isHome) body.setAttribute("role", "tabpanel");
  else body.removeAttribute("role");
  if (isHome) return drawHomeAgain();
  const isNew = drawnPlace !== place.id;
  if (isNew) {
    drawnPlace = place.id;
    fill(body, list.holder, h("div", { class: "foot-holder" }, guideBar, h("div", { class: "foot" })));
  }
  drawFoot(place);
  if (isNew) composer.open(place.id, placeholder(place));
  if (isNew && !staysInHead && mayOpenField()) composer.field.focus({ preventScroll: true });
  if (isNew) offerLine();
}

/** The guide leads on beneath the home tab too; who has scrolled there stays where they were. */
function drawHomeAgain() {
  const top = body.querySelector(".home")?.scrollTop ?? 0;
  fill(body, drawHome(), h("div", { class: "foot-holder" }, guideBar));
  body.querySelector(".home").scrollTop = top;
}

const placeholder = (place) => (place.is_app ? `Message ${state.workspace.app.name}` : `Message ${place.kind === "channel" || place.kind === "group" ? "#" : ""}${place.name}`);

/** Where one may write stands the composer; otherwise the reason why not. */
function drawFoot(place) {
  const foot = body.querySelector(".foot");
  const wanted = reasonNot(place) ?? composer.node;
  if (foot.firstChild === wanted) return;
  const hadFocus = foot.contains(document.activeElement);
  fill(foot, wanted);
  if (hadFocus) isFocused(foot.querySelector("textarea, button"));
}

function reasonNot(place) {
  if (place.is_archived) return h("p", { class: "no-writing" }, "This channel is archived: it can be read, not written in.");
  if (place.is_app && !state.workspace.can_be_messaged) return h("p", { class: "no-writing" }, "Sending messages to this app has been turned off.");
  if (place.is_member) return null;
  return h("p", { class: "no-writing" }, `You are looking into #${place.name}. `, h("button", { type: "button", class: "button primary", on: { click: () => join(place) } }, "Join"));
}

on("place", (place) => {
  if (!place || place.id === state.open) drawPlace();
});
/** What the guide wants typed stands there ready, unless something else was begun; it is offered once. */
function offerLine() {
  if (!state.guide?.line) offered = null;
  const line = state.place && readyLine(state.place);
  if (isStale(composer.field.value, line)) composer.forget();
  if (!line || composer.field.value || line === offered) return;
  offered = line;
  sessionStorage.setItem("ready", JSON.stringify([...ready.add(line)]));
  composer.write(line);
}

/** It stood ready once, was done in another way, and the story has gone on. */
const isStale = (text, line) => text !== line && ready.has(text);

on("guide", offerLine);
on("home", () => state.open === "home" && drawPlace());
on("messages", (news) => {
  if (news.channel !== state.open) return;
  if (news.thread) {
    if (news.thread === state.thread) threadList.take(news);
    return;
  }
  list.take(news);
  if (sought && list.show(sought)) sought = null;
});
on("sidebar", () => {
  if (awaited) visit(awaited);
  const all = [...state.sidebar.channels, state.sidebar.app, ...state.sidebar.direct].map((c) => c.id);
  if (!state.open || (state.open !== "home" && !all.includes(state.open))) go({ channel: first() });
});
on("go", (where) => {
  tell("strayed");
  go(where);
});
on("thread", openThread);
/** Opens a conversation by its name; `app` is that with the app. It waits for a channel that is not there yet. */
function visit(name) {
  const found = name === "app" ? state.sidebar?.app : state.sidebar?.channels.find((c) => c.name === name);
  awaited = found ? null : name;
  if (found) go({ channel: found.id });
}

on("visit", visit);
on("become", ({ name, go: there, forgets }) => {
  if (forgets) composer.forget();
  else composer.keep();
  awaited = there ?? null;
  const url = new URL(location.href);
  url.searchParams.set("as", name);
  url.hash = "";
  history.replaceState(null, "", url);
  state.open = state.place = state.sidebar = state.workspace = null;
  openThread(null);
  list.clear();
  connect();
});
on("connection", (isThere) => document.body.classList.toggle("is-cut-off", !isThere));
on("toast", (words) => {
  const toast = h("div", { class: "toast" }, words);
  byId("toasts").append(toast);
  setTimeout(() => toast.remove(), 6000);
});

on("drawer", drawer);
on("inspecting", cover);
for (const width of [NARROW, MIDDLE]) width.addEventListener("change", cover);
on("sent", (by) => (by === composer ? list : threadList).toEnd());
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  isFocused(composer.field) || isFocused(body.querySelector(".home, button"));
});
const isKnown = (id) => id === "home" || [...state.sidebar.channels, state.sidebar.app, ...state.sidebar.direct].some((c) => c.id === id);
addEventListener("hashchange", () => state.sidebar && isKnown(location.hash.slice(1)) && go({ channel: location.hash.slice(1) }));

// keys ---------------------------------------------------------------------------------------------------------

/** Escape goes one step back: the drawer, the inspector, the thread, at last from a message to where one writes. */
function backwards() {
  if (document.body.classList.contains("shows-sidebar")) return drawer(false);
  if (byId("inspector").contains(document.activeElement)) return tell("inspect", false);
  if (list.node.contains(document.activeElement)) return isFocused(composer.field);
  return state.thread && openThread(null);
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") backwards();
});
addEventListener("focusin", (event) => composer.teach(list.node.contains(event.target)));
addEventListener("pointerdown", (e) => !e.target.closest("#sidebar, .choice, dialog, .only-narrow") && drawer(false));

cover();
connect();
if (sessionStorage.getItem("inspector")) inspect(true);
