// The heading of the open conversation: its name, topic, members, pins, bookmarks; the app's tabs.

import { act } from "./acts.js";
import { drawContent } from "./blocks.js";
import { openChoice } from "./choice.js";
import { openDialog } from "./dialogs.js";
import { h, icon, iconButton } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { initial } from "./elements.js";
import { dayAndTime, moment } from "./dates.js";
import { avatar } from "./message.js";
import { inline, link } from "./mrkdwn.js";
import { person, state, tell } from "./state.js";

export function drawHead(place) {
  const isHome = state.open === "home";
  const isApp = place?.is_app || isHome;
  const name = isApp ? state.workspace.app.name : place.name;
  const sign = { channel: "#", group: icon("lock") }[place?.kind];
  return h(
    "header",
    { class: "head" },
    h(
      "div",
      { class: "head-line" },
      iconButton("menu", "Conversations", () => tell("drawer", !document.body.classList.contains("shows-sidebar")), { class: "icon-button only-narrow", "aria-controls": "sidebar", "aria-expanded": String(document.body.classList.contains("shows-sidebar")) }),
      h("h1", {}, sign && !isApp && h("span", { class: "sign", "aria-hidden": "true" }, sign), h("span", { class: "head-name" }, name)),
      place?.is_archived && h("span", { class: "tag" }, "archived"),
      place?.topic && h("p", { class: "topic", title: place.topic }, inline(place.topic)),
      h("div", { class: "head-tools" }, isApp ? appTabs(isHome) : tools(place)),
    ),
    place?.bookmarks.length && !isHome ? bookmarks(place) : null,
  );
}

function tools(place) {
  const pins = h("button", { type: "button", class: "tool", "aria-label": `${place.pins.length} pinned`, data: { key: "pins" }, on: { click: () => showPins(place) } }, icon("pin"), String(place.pins.length));
  const members = h("button", { type: "button", class: "tool", "aria-label": `${place.members.length} members`, "aria-haspopup": "listbox", data: { key: "members" }, on: { click: (e) => showMembers(e.currentTarget, place) } }, icon("people"), String(place.members.length));
  const leave = () => act("leave", { channel: place.id });
  const more = iconButton("more", "More", (e) => openChoice(e.currentTarget, { label: "More", items: place.is_member ? [{ value: 1, label: "Leave this channel" }] : [{ value: 0, label: "Join this channel" }], pick: (i) => (i.value ? leave() : join(place)) }));
  return [place.pins.length ? pins : null, members, more];
}

export const join = (place) => act("join", { channel: place.id });

function showMembers(anchor, place) {
  const items = place.members.map((id) => person(id)).filter(Boolean).map((p) => ({ value: p.id, label: p.is_bot ? state.workspace.app.name : p.real_name, hint: p.is_bot ? "app" : `@${p.name}` }));
  openChoice(anchor, { label: "Members", items, filter: items.length > 7, pick: () => {} });
}

function showPins(place) {
  const inert = { value: (_, element) => initial(element), change: () => {}, press: () => {} };
  const body = place.pins.map((pin) =>
    h(
      "article",
      { class: "pin" },
      h("header", { class: "message-head" }, avatar(person(pin.user), true), h("strong", {}, person(pin.user)?.is_bot ? state.workspace.app.name : person(pin.user)?.real_name), " ", h("time", {}, dayAndTime(moment(pin.ts)))),
      h("div", { class: "content", inert: true }, drawContent(pin, inert)),
      h("button", { type: "button", class: "link-button", on: { click: () => (box.leave(), tell("go", { channel: place.id, ts: pin.ts })) } }, "Show in conversation"),
    ),
  );
  const box = openDialog({ title: `Pinned in #${place.name}`, body: body.length ? body : h("p", { class: "faint" }, "Nothing is pinned here."), kind: "wide" });
}

const bookmarks = (place) =>
  h("ul", { class: "bookmarks", "aria-label": "Bookmarks" }, place.bookmarks.map((b) => h("li", {}, EMOJI.get((b.emoji ?? "").replaceAll(":", "")) ?? "🔖", " ", link(b.link, b.title))));

function appTabs(isHome) {
  if (!state.workspace.app.has_home) return null;
  const tab = (label, to, isOn) => h("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(isOn), "aria-controls": "conversation-body", tabindex: isOn ? "0" : "-1", on: { click: () => tell("go", { channel: to, stays: true }) } }, label);
  const tabs = [tab("Home", "home", isHome), tab("Messages", state.sidebar.app.id, !isHome)];
  const turn = (event) => ["ArrowLeft", "ArrowRight"].includes(event.key) && tabs.find((t) => t !== document.activeElement).focus();
  return h("div", { role: "tablist", "aria-label": state.workspace.app.name, on: { keydown: turn } }, tabs);
}
