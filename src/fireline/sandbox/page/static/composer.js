// Where people write: @, # and / complete themselves, arrow-up brings back what was sent, and the bot's ack time is told.

import { act, ask } from "./acts.js";
import { completions } from "./completion.js";
import { h, icon, iconButton, newId } from "./dom.js";
import { mayOpenField } from "./focus.js";
import { openChoice } from "./choice.js";
import { me, on, state, tell } from "./state.js";

const KEPT = 50;
const NARROW = 480; // pixels in which the name of a long channel would be cut off
const KEYS = {
  writing: "Enter sends, Shift + Enter starts a line, F6 goes to the next part",
  reading: "↑ ↓ from message to message, Tab to what it offers, Escape back to writing",
};

export class Composer {
  constructor({ id, label, thread = () => null }) {
    this.thread = thread;
    this.at = null; // place in the history, null while writing
    const listId = newId("completion");
    this.list = h("div", { class: "completion", role: "listbox", id: listId, "aria-label": "Suggestions", hidden: true });
    this.field = h("textarea", {
      id, class: "composer-text", rows: "1", "aria-label": label, role: "combobox", "aria-autocomplete": "list",
      "aria-controls": listId, "aria-expanded": "false", autocomplete: "off",
    });
    this.status = h("span", { class: "composer-status", role: "status" });
    this.broadcast = h("input", { type: "checkbox" });
    const send = h("button", { type: "button", class: "icon-button send", "aria-label": "Send", title: "Send", on: { click: () => this.send() } }, icon("send"));
    const quick = id === "composer-text" && iconButton("bolt", "Shortcuts", (e) => this.shortcuts(e.currentTarget), { "aria-haspopup": "listbox" });
    const also = id !== "composer-text" && h("label", { class: "also" }, this.broadcast, " Also send to the channel");
    this.node = h("div", { class: "composer" }, this.list, h("div", { class: "composer-box" }, quick, this.field, send), h("div", { class: "composer-foot" }, also, this.status, h("span", { class: "faint keys" }, KEYS.writing)));
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (e) => this.key(e));
    this.field.addEventListener("blur", () => this.offer([]));
    on("asking", (is) => this.tellStatus(is ? "asking …" : ""));
    on("answered", (o) => this.tellStatus(o.ok || o.errors ? `answered in ${Math.max(1, Math.round(o.ack_ms))} ms` : `failed after ${Math.round(o.ack_ms)} ms`));
    on("failed", (o) => this.tellStatus(o.error));
  }

  /** What the keys do where the keyboard is now. */
  teach(isReading) {
    this.node.querySelector(".keys").textContent = isReading ? KEYS.reading : KEYS.writing;
  }

  tellStatus(words) {
    this.status.textContent = words;
  }

  /** Changes the conversation; what was half written there comes back. */
  open(key, placeholder) {
    this.keep();
    this.draftKey = `draft ${me()?.name} ${key}`;
    this.field.value = sessionStorage.getItem(this.draftKey) ?? "";
    this.field.placeholder = innerWidth < NARROW ? placeholder.split(" ")[0] : placeholder;
    this.field.setAttribute("aria-label", placeholder);
    this.at = null;
    this.broadcast.checked = false;
    this.tellStatus("");
    this.grow();
  }

  keep() {
    if (!this.draftKey) return;
    if (this.field.value) sessionStorage.setItem(this.draftKey, this.field.value);
    else sessionStorage.removeItem(this.draftKey);
  }

  /** What is half written is not wanted any more. */
  forget() {
    this.field.value = "";
    this.grow();
    this.keep();
  }

  write(text) {
    this.field.value = text;
    if (mayOpenField()) this.field.focus();
    this.grow();
    this.keep();
  }

  grow() {
    this.field.style.height = "auto";
    // Not laid out yet: it has no height that could be kept.
    if (this.field.scrollHeight) this.field.style.height = `${Math.min(this.field.scrollHeight, 200)}px`;
  }

  typed() {
    this.at = null;
    this.grow();
    this.keep();
    this.offer(completions(this.field.value.slice(0, this.field.selectionStart)));
  }

  // suggestions ------------------------------------------------------------------------------------------------
  offer(found) {
    this.found = found.slice(0, 8);
    this.aimed = 0;
    this.list.hidden = !this.found.length;
    this.field.setAttribute("aria-expanded", String(this.found.length > 0));
    this.list.replaceChildren(
      ...this.found.map((item, at) =>
        h(
          "div",
          { class: "choice-item", role: "option", id: `${this.list.id}-${at}`, on: { pointerdown: (e) => (e.preventDefault(), this.complete(item)), pointermove: () => this.aim(at) } },
          h("span", { class: "choice-label" }, item.label),
          item.hint && h("span", { class: "choice-hint" }, item.hint),
        ),
      ),
    );
    this.aim(0);
  }

  aim(at) {
    this.aimed = at;
    for (const [place, node] of [...this.list.children].entries()) {
      node.classList.toggle("aimed", place === at);
      node.setAttribute("aria-selected", String(place === at));
    }
    this.field.setAttribute("aria-activedescendant", this.found.length ? `${this.list.id}-${at}` : "");
  }

  complete(item) {
    const end = this.field.selectionStart;
    const { value } = this.field;
    this.field.value = value.slice(0, item.from) + item.text + value.slice(end);
    const caret = item.from + item.text.length;
    this.field.setSelectionRange(caret, caret);
    this.typed();
  }

  // keys -------------------------------------------------------------------------------------------------------
  key(event) {
    if (event.isComposing) return;
    const isOffering = this.found?.length > 0;
    if (isOffering && this.keyInList(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && (this.at !== null || !this.field.value)) this.back(event, 1);
    else if (event.key === "ArrowDown" && this.at !== null) this.back(event, -1);
  }

  keyInList(event) {
    const count = this.found.length;
    if (event.key === "ArrowDown") this.aim((this.aimed + 1) % count);
    else if (event.key === "ArrowUp") this.aim((this.aimed + count - 1) % count);
    else if (event.key === "Tab" || (event.key === "Enter" && !this.found[this.aimed].isWhole)) this.complete(this.found[this.aimed]);
    else if (event.key === "Escape") this.offer([]);
    else return false;
    event.preventDefault();
    return true;
  }

  back(event, step) {
    const lines = history();
    const at = (this.at ?? -1) + step;
    if (at >= lines.length) return;
    event.preventDefault();
    this.write(at < 0 ? "" : lines[at]);
    this.at = at < 0 ? null : at;
    this.offer([]);
  }

  // sending ----------------------------------------------------------------------------------------------------
  async send() {
    const text = this.field.value.trim();
    if (!text || !state.place) return;
    tell("sent", this);
    this.offer([]);
    this.write("");
    remember(text);
    const outcome = await this.deliver(text);
    if (outcome.ok === false && outcome.ack_ms === undefined && !this.field.value) this.write(text);
  }

  deliver(text) {
    const where = { channel: state.place.id, ...(this.thread() ? { thread_ts: this.thread() } : {}) };
    if (/^\/me\s/.test(text)) return act("me", { channel: state.place.id, text: text.slice(4) });
    if (/^\/[\w-]/.test(text)) return ask("command", { ...where, line: text });
    this.tellStatus("");
    return act("say", { ...where, text, ...(this.broadcast.checked ? { broadcast: true } : {}) });
  }

  shortcuts(anchor) {
    const items = state.workspace.shortcuts.filter((s) => s.is_global).map((s) => ({ value: s.callback_id, label: s.name, hint: s.description }));
    openChoice(anchor, { label: "Shortcuts", items, wide: true, pick: (item) => ask("shortcut", { callback_id: item.value }) });
  }
}

const historyKey = () => `sent ${me()?.name}`;
const history = () => JSON.parse(sessionStorage.getItem(historyKey()) ?? "[]");

function remember(line) {
  const lines = [line, ...history().filter((l) => l !== line)].slice(0, KEPT);
  sessionStorage.setItem(historyKey(), JSON.stringify(lines));
}
