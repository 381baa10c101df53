// The conversations at the side: channels, direct messages, the app; and who sits before this window.

import { openChoice } from "./choice.js";
import { clockTime } from "./dates.js";
import { startOverButton, watchButton } from "./demo.js";
import { byId, fill, h, icon } from "./dom.js";
import { keepFocus } from "./focus.js";
import { avatar } from "./message.js";
import { me, now, on, person, state, tell } from "./state.js";

const node = byId("sidebar");

export function drawSidebar() {
  const { sidebar, workspace } = state;
  if (!sidebar || !workspace) return;
  const back = node.contains(document.activeElement) ? keepFocus() : null;
  const joined = sidebar.channels.filter((c) => c.is_member && !c.is_archived);
  const others = sidebar.channels.filter((c) => !c.is_member && !c.is_archived);
  const archived = sidebar.channels.filter((c) => c.is_archived);
  fill(
    node,
    h("div", { class: "team" }, h("span", { class: "flame", "aria-hidden": "true" }), h("strong", {}, workspace.team), h("span", { class: "faint" }, "local Slack")),
    h("div", { class: "lists" }, list("Channels", joined), list("App", [sidebar.app]), sidebar.direct.length ? list("Direct messages", sidebar.direct) : null, folded("More channels", others), folded("Archived", archived)),
    h("div", { class: "sidebar-foot" }, watchButton(), inspectorButton(), startOverButton(), who()),
  );
  back?.();
}

const list = (title, rows) => h("section", {}, h("h2", {}, title), h("ul", {}, rows.map((r) => h("li", {}, row(r)))));

function folded(title, rows) {
  if (!rows.length) return null;
  const isOpen = rows.some((r) => r.id === state.open) || sessionStorage.getItem(`fold ${title}`) === "open";
  const box = h("details", { open: isOpen }, h("summary", {}, `${title} (${rows.length})`), h("ul", {}, rows.map((r) => h("li", {}, row(r)))));
  box.addEventListener("toggle", () => sessionStorage.setItem(`fold ${title}`, box.open ? "open" : "shut"));
  return box;
}

function row(r) {
  const isOpen = r.id === state.open || (state.open === "home" && r.id === state.sidebar.app.id);
  const count = r.calls || (r.kind === "im" ? r.unread : 0);
  const kind = { group: "private channel", im: "direct messages", mpim: "direct messages", channel: "channel" }[r.kind];
  const said = [r.name, kind, r.is_archived && "archived", r.unread && `${r.unread} unread`].filter(Boolean).join(", ");
  return h(
    "a",
    { href: `#${r.id}`, class: ["place", r.unread && "unread", r.is_archived && "archived"].filter(Boolean).join(" "), "aria-current": isOpen ? "page" : undefined, "aria-label": said, data: { to: r.id }, on: { click: (e) => (e.preventDefault(), tell("go", { channel: r.id })) } },
    sign(r),
    h("span", { class: "place-name" }, r.name),
    count ? h("span", { class: "count", "aria-hidden": "true" }, count > 99 ? "99+" : String(count)) : null,
  );
}

function sign(r) {
  if (r.id === state.sidebar.app.id) return avatar(person(state.workspace.app.user), true);
  if (r.kind === "channel") return h("span", { class: "sign", "aria-hidden": "true" }, "#");
  return h("span", { class: "sign", "aria-hidden": "true" }, icon(r.kind === "group" ? "lock" : "people"));
}

function inspectorButton() {
  return h("button", { type: "button", class: "foot-button", "aria-pressed": String(!byId("inspector").hidden), data: { key: "inspector" }, on: { click: () => tell("inspect", byId("inspector").hidden) } }, icon("gauge"), "Inspector");
}

function who() {
  const self = me();
  if (!self) return null;
  const button = h(
    "button",
    { type: "button", class: "foot-button me", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-label": `You are ${self.real_name}. Be somebody else`, data: { key: "me" } },
    avatar(self, true),
    h("span", { class: "me-words" }, h("strong", {}, `You are ${self.real_name.split(" ")[0]}`), h("span", { class: "faint" }, zoneWords(self))),
    icon("down"),
  );
  button.addEventListener("click", () => openChoice(button, { label: "Be somebody else", items: people(), chosen: [self.name], wide: true, pick: (item) => item.run() }));
  return button;
}

const zoneWords = (p) => `${p.tz.split("/")[1].replaceAll("_", " ")} ${clockTime(now(), p.tz)}`;

function people() {
  const there = state.workspace.people.filter((p) => !p.is_bot && !p.is_gone && p.id !== "USLACKBOT");
  const here = there.map((p) => ({ value: p.name, label: p.real_name, hint: zoneWords(p) + (p.is_guest ? ", guest" : ""), group: "In this window", run: () => tell("become", { name: p.name }) }));
  const others = there.filter((p) => p.id !== me().id).map((p) => ({ value: `window ${p.name}`, label: p.real_name, hint: "opens a window", group: "Beside this one", run: () => window.open(`/?as=${p.name}`, `fireline-${p.name}`, "noopener") }));
  return [...here, ...others];
}

on("sidebar", drawSidebar);
on("workspace", drawSidebar);
on("offers", drawSidebar);
on("clock", drawSidebar);
on("opened", drawSidebar);
on("inspecting", drawSidebar);
setInterval(drawSidebarIfRunning, 30000);

function drawSidebarIfRunning() {
  if (state.clock?.running && !document.querySelector(".choice")) drawSidebar();
}
