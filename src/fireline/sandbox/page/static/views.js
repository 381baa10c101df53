// Modals and the home tab: what was typed is kept here until it is sent.

import { act, ask } from "./acts.js";
import { drawBlocks } from "./blocks.js";
import { byId, fill, h, iconButton, newId } from "./dom.js";
import { held, initial } from "./elements.js";
import { giveBack, keepFocus } from "./focus.js";
import { plain } from "./mrkdwn.js";
import { on, state, tell } from "./state.js";

const typed = new Map(); // view id -> block_id -> action_id -> value
const left = new Map(); // view id -> how far it was scrolled and what had the focus when another one covered it
let dialog = null;
let back = () => false; // gives the focus to what opened the modal
let drawn = "";

function valuesOf(viewId) {
  if (!typed.has(viewId)) typed.set(viewId, {});
  return typed.get(viewId);
}

function contextOf(view, where) {
  const values = valuesOf(view.id);
  const keep = (block, element, value) => ((values[block.block_id] ??= {})[element.action_id] = value);
  const press = async (block, element, value) => {
    if (where === "modal") await act("fill", { values: fitting(view) });
    return ask("press", { where, action: element.action_id, block_id: block.block_id, value });
  };
  return {
    isForm: true,
    isOptional: (block) => Boolean(block.optional),
    error: (block) => view.errors[block.block_id],
    value: (block, element) => {
      const own = values[block.block_id];
      if (own && element.action_id in own) return own[element.action_id];
      const entered = view.entered[block.block_id]?.[element.action_id];
      return entered ? held(entered) : initial(element);
    },
    change: (block, element, value) => {
      keep(block, element, value);
      if (block.type !== "input" || block.dispatch_action) return press(block, element, value);
      return undefined;
    },
    press,
  };
}

/** What was typed into the inputs that are there now: an update of the view may have taken some away. */
function fitting(view) {
  const there = new Set(view.blocks.filter((b) => b.type === "input").map((b) => b.block_id));
  return Object.fromEntries(Object.entries(valuesOf(view.id)).filter(([id]) => there.has(id)));
}

export function drawModals(stack) {
  const view = stack.at(-1);
  const key = view ? JSON.stringify([stack.length, view.id, view.hash, view.errors]) : "";
  if (key === drawn) return;
  drawn = key;
  if (!view) return shut();
  const about = focusIn(dialog);
  if (dialog) left.set(dialog.dataset.view, where());
  else open();
  dialog.dataset.view = view.id;
  dialog.removeAttribute("aria-busy");
  delete dialog.dataset.closes;
  fill(dialog, form(view, stack.length));
  aim(about, left.get(view.id));
}

const where = () => ({ top: dialog.querySelector(".dialog-body").scrollTop, action: document.activeElement?.dataset.action });

function open() {
  back = keepFocus();
  dialog = h("dialog", { class: "dialog modal" });
  dialog.addEventListener("cancel", (event) => (event.preventDefault(), close()));
  document.body.append(dialog);
  dialog.showModal();
}

function shut() {
  if (!dialog) return;
  dialog.close();
  dialog.remove();
  dialog = null;
  typed.clear();
  left.clear();
  giveBack(back, byId("composer-text"));
  tell("modal closed");
}

function form(view, depth) {
  const id = newId("modal");
  dialog.setAttribute("aria-labelledby", id);
  const title = h("h2", { id }, plain(view.title ?? ""), depth > 1 && h("span", { class: "faint depth" }, `step ${depth}`));
  const cancel = h("button", { type: "button", class: "button", on: { click: close } }, depth > 1 && !view.clears ? "Back" : plain(view.close ?? "Close"));
  const send = view.submit && h("button", { type: "submit", class: "button primary" }, plain(view.submit));
  const trouble = h("p", { class: "trouble", role: "alert" });
  const node = h(
    "form",
    { novalidate: true, on: { submit: (e) => (e.preventDefault(), submit(view, trouble)) } },
    h("header", { class: "dialog-head" }, title, iconButton("close", "Close", close)),
    h("div", { class: "dialog-body" }, drawBlocks(view.blocks, contextOf(view, "modal"))),
    trouble,
    h("footer", { class: "dialog-foot" }, cancel, send),
  );
  // Enter in a line sends the form, as in Slack; Ctrl or Command with Enter does from a box.
  node.addEventListener("keydown", (e) => e.key === "Enter" && (e.ctrlKey || e.metaKey) && node.requestSubmit());
  return node;
}

async function submit(view, trouble) {
  if (!view.submit || dialog.getAttribute("aria-busy")) return;
  dialog.setAttribute("aria-busy", "true");
  trouble.textContent = "";
  const outcome = await ask("submit", { values: fitting(view) });
  dialog?.removeAttribute("aria-busy");
  const errors = outcome.errors ?? {};
  if (outcome.error && !Object.keys(errors).length) trouble.textContent = outcome.error;
  if (!outcome.modal || !Object.keys(errors).length) return;
  // What Slack's client refuses itself never leaves this machine, so no feed tells of it.
  drawn = "";
  drawModals(state.modals.map((v) => (v.id === view.id ? { ...v, errors } : v)));
  dialog?.querySelector(".has-error :is(input, textarea, button)")?.focus();
}

/** Once: until the feed tells what lies beneath, a second Escape asks for nothing. */
async function close() {
  if (!dialog || dialog.dataset.closes) return;
  dialog.dataset.closes = "yes";
  const outcome = await act("close_view", {});
  if (outcome.ok === false && dialog) delete dialog.dataset.closes;
}

const focusIn = (node) => {
  const block = node?.contains(document.activeElement) && document.activeElement.closest("[data-block]");
  return block ? block.dataset.block : null;
};

function aim(block, before) {
  const same = (block && dialog.querySelector(`[data-block="${CSS.escape(block)}"] :is(input, textarea, button)`)) || (before?.action && dialog.querySelector(`[data-action="${CSS.escape(before.action)}"]`));
  const first = dialog.querySelector("[data-first]") ?? dialog.querySelector(".input :is(input, textarea, button)");
  (same || first || toRead() || dialog.querySelector("button[type=submit]") || dialog.querySelector(".dialog-foot button")).focus();
  if (before) dialog.querySelector(".dialog-body").scrollTop = before.top;
}

/** What is longer than the modal and has nothing to fill in is read first: the arrows scroll it. */
function toRead() {
  const text = dialog.querySelector(".dialog-body");
  if (text.scrollHeight <= text.clientHeight) return null;
  text.setAttribute("tabindex", "0");
  return text;
}

/** The app's home tab of this person. */
export function drawHome() {
  const view = state.home;
  if (!view) return h("div", { class: "home faint" }, "The app has not drawn its home yet.");
  return h("div", { class: "home", tabindex: "0", role: "region", "aria-label": "Home" }, drawBlocks(view.blocks, contextOf(view, "home")));
}

on("modals", drawModals);
// A link to a conversation leads there; a form keeps what was filled in.
on("go", (there) => {
  if (!dialog || state.modals.at(-1)?.submit) return;
  back = () => (tell("go", there), true);
  close();
});
