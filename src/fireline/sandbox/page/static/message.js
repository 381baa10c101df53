// One message, and what can be done with it.

import { act, ask, press } from "./acts.js";
import { drawContent } from "./blocks.js";
import { openChoice } from "./choice.js";
import { clockTime, dayAndTime, fullTime, moment } from "./dates.js";
import { confirmed, openFile } from "./dialogs.js";
import { h, icon, iconButton, newId } from "./dom.js";
import { EMOJI, QUICK, emoji, find } from "./emoji.js";
import { initial } from "./elements.js";
import { say } from "./feed.js";
import { emojiNode, inline, link } from "./mrkdwn.js";
import { me, person, state, tell } from "./state.js";

const SYSTEM = /_(join|leave|topic|purpose|name|archive|unarchive)$/;
const COLOURS = 8; // as many as page.css names

export const isSystem = (message) => SYSTEM.test(message.subtype ?? "");

export const author = (message) => (message.user === "app" || !message.user ? person(state.workspace.app.user) : person(message.user));

const nameOf = (who) => (who ? (who.is_bot ? state.workspace.app.name : who.real_name) : "Somebody");

export function avatar(who, small = false) {
  const isApp = Boolean(who?.is_bot);
  const initials = nameOf(who).split(/\s+/).map((w) => w[0]).slice(0, 2).join("");
  const colour = Math.max(0, state.workspace.people.indexOf(who)) % COLOURS;
  return h("span", { class: `avatar ${small ? "small" : ""} ${isApp ? "app" : `colour-${colour}`}`, "aria-hidden": "true" }, isApp ? "" : initials);
}

/** A message as it is read out. */
export const inWords = (message) => [message.is_alone && "For you alone", `${nameOf(author(message))}: ${bare(message)}`].filter(Boolean).join(", ");

const bare = (message) => h("div", {}, drawContent({ ...message, blocks: [] }, {})).textContent || message.files.map((f) => f.title || f.name).join(", ");

export function drawMessage(message, channel, inThread = false) {
  const who = author(message);
  const at = moment(message.ts);
  const about = { class: classes(message), tabindex: "-1", data: { ts: message.ts }, "aria-label": [message.is_alone && "Only visible to you", nameOf(who), clockTime(at)].filter(Boolean).join(", ") };
  if (isSystem(message)) return h("article", about, h("span", { class: "gutter" }), h("div", { class: "body" }, systemLine(message, who), " ", time(at)));
  const said = content(message, channel);
  said.id = about["aria-describedby"] = newId("said");
  return h(
    "article",
    about,
    h("div", { class: "gutter" }, avatar(who), h("time", { class: "gutter-time", title: fullTime(at) }, clockTime(at))),
    h("div", { class: "body" }, marks(message, channel), head(who, at), said, below(message, channel, inThread)),
  );
}

const classes = (m) =>
  ["message", m.is_alone && "alone", m.is_pinned && "pinned", isSystem(m) && "system", m.subtype === "tombstone" && "gone"].filter(Boolean).join(" ");

const time = (at) => h("time", { title: fullTime(at), datetime: at.toISOString() }, clockTime(at));

function systemLine(message, who) {
  const said = inline(message.text.replace(/\n/g, " "));
  return message.text.startsWith("<@") ? said : [h("strong", {}, nameOf(who)), " ", said];
}

function head(who, at) {
  return h("header", { class: "message-head" }, h("strong", {}, nameOf(who)), who?.is_bot && h("span", { class: "tag" }, "app"), who?.is_guest && h("span", { class: "tag" }, "guest"), " ", time(at));
}

function marks(message, channel) {
  const dismiss = () => say({ do: "dismiss", channel, ts: message.ts });
  if (message.is_alone) return h("div", { class: "mark" }, "Only visible to you", h("button", { type: "button", class: "link-button", on: { click: dismiss } }, "Dismiss"));
  return message.is_pinned && h("div", { class: "mark" }, icon("pin"), "Pinned");
}

function content(message, channel) {
  if (message.subtype === "tombstone") return h("div", { class: "faint" }, "This message was deleted.");
  const edited = message.is_edited && !author(message)?.is_bot && h("span", { class: "faint edited" }, " (edited)");
  const kind = message.subtype === "me_message" ? "content me" : "content";
  const shown = drawContent(message, contextOf(message, channel));
  if (edited) (shown.at(-1).matches(".words") ? shown.at(-1) : shown[shown.push(h("div")) - 1]).append(edited);
  return h("div", { class: kind }, shown);
}

/** Where the elements of this message send what is chosen. */
function contextOf(message, channel) {
  const where = { channel, ts: message.ts };
  const send = (block, element, value) => press(where, element, block.block_id, value);
  const fresh = new Map();
  return {
    value: (block, element) => fresh.get(element.action_id + block.block_id) ?? initial(element),
    change: (block, element, value) => (fresh.set(element.action_id + block.block_id, value), send(block, element, value)),
    press: send,
  };
}

function below(message, channel, inThread) {
  return [
    message.files.map((file) => fileCard(file)),
    (message.attachments ?? []).map((url) => h("div", { class: "unfurled" }, link(url, url))),
    reactions(message, channel),
    !inThread && message.replies > 0 && repliesBar(message),
  ];
}

function fileCard(file) {
  const kind = file.name.split(".").pop().toUpperCase();
  return h(
    "button",
    { type: "button", class: "file", on: { click: () => openFile(file) } },
    icon("file"),
    h("span", { class: "file-words" }, h("strong", {}, file.title || file.name), h("span", { class: "faint" }, `${kind}, ${Math.max(1, Math.round(file.size / 1024))} KB`)),
  );
}

function reactions(message, channel) {
  if (!message.reactions.length) return null;
  const mine = me().id;
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map(({ name, users }) => {
      const isMine = users.includes(mine);
      const names = users.map((u) => person(u)?.real_name ?? u).join(", ");
      const flip = () => act(isMine ? "unreact" : "react", { message: { channel, ts: message.ts }, name });
      return h("button", { type: "button", class: isMine ? "reaction mine" : "reaction", "aria-pressed": String(isMine), title: `${names}: :${name}:`, "aria-label": `${name.replaceAll("_", " ")}, ${users.length}: ${names}`, data: { key: `reaction ${name}` }, on: { click: flip } }, emojiNode(name), " ", String(users.length));
    }),
  );
}

function repliesBar(message) {
  const count = message.replies === 1 ? "1 reply" : `${message.replies} replies`;
  return h(
    "button",
    { type: "button", class: "replies", data: { key: "replies" }, on: { click: () => tell("thread", message.ts) } },
    message.repliers.map((id) => avatar(person(id), true)),
    h("strong", {}, count),
    message.latest && h("span", { class: "faint" }, `last ${dayAndTime(moment(message.latest))}`),
  );
}

// what can be done with it ------------------------------------------------------------------------------------

export function toolbar(message, channel, inThread, edit) {
  if (message.is_alone || message.subtype === "tombstone") return null;
  const where = { channel, ts: message.ts };
  const react = (name) => act(message.reactions.some((r) => r.name === name && r.users.includes(me().id)) ? "unreact" : "react", { message: where, name });
  const quick = QUICK.map((name) => h("button", { type: "button", class: "icon-button", "aria-label": `React with ${name.replaceAll("_", " ")}`, title: `:${name}:`, on: { click: () => react(name) } }, emoji(name)));
  const pick = (e) => openChoice(e.currentTarget, { label: "Emoji", filter: true, items: emojiItems, pick: (item) => react(item.value) });
  return h(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": "Do something with this message" },
    quick,
    iconButton("smile", "Another reaction", pick),
    !inThread && iconButton("thread", "Reply in a thread", () => tell("thread", message.thread ?? message.ts)),
    iconButton("more", "More", (e) => more(e.currentTarget, message, where, edit)),
  );
}

const emojiItems = (letters) => (letters ? find(letters) : [...EMOJI.keys()]).slice(0, 60).map((name) => ({ value: name, label: name.replaceAll("_", " "), mark: emoji(name) }));

function more(anchor, message, where, edit) {
  const isMine = message.user === me().id;
  const acts = [
    message.is_pinned
      ? { label: "Unpin", run: () => act("unpin", { message: where }) }
      : { label: "Pin to this conversation", run: () => act("pin", { message: where }) },
    { label: "Copy text", run: () => navigator.clipboard?.writeText(message.text) },
    isMine && { label: "Edit", run: edit },
    ...state.workspace.shortcuts
      .filter((s) => !s.is_global)
      .map((s) => ({ label: s.name, hint: state.workspace.app.name, group: "Shortcuts", run: () => ask("message_shortcut", { callback_id: s.callback_id, message: where }) })),
    (isMine || me().is_admin) && { label: "Delete", danger: true, group: " ", run: () => remove(where) },
  ].filter(Boolean);
  openChoice(anchor, { label: "More", items: acts.map((a, value) => ({ ...a, value })), pick: (item) => item.run() });
}

async function remove(where) {
  const sure = await confirmed({ title: "Delete this message?", text: "It is gone for everybody.", confirm: "Delete", style: "danger" });
  if (sure) act("delete", { message: where });
}
