// The messages of a conversation or a thread: rows kept by `ts`, following the end, more on scrolling.

import { act } from "./acts.js";
import { dayKey, dayName, moment } from "./dates.js";
import { h } from "./dom.js";
import { say } from "./feed.js";
import { drawMessage, isSystem, toolbar } from "./message.js";
import { person } from "./state.js";

const TOGETHER = 300; // seconds: what one person writes so closely stands under one name
const NEAR = 240; // pixels from an edge at which more is fetched

export class MessageList {
  constructor({ label, inThread = false }) {
    this.inThread = inThread;
    this.rows = new Map();
    this.node = h("div", { class: inThread ? "messages in-thread" : "messages", role: "log", "aria-label": label, tabindex: "0" });
    this.latest = h("button", { type: "button", class: "button latest", hidden: true, on: { click: () => this.toEnd() } }, "Newer messages");
    this.holder = h("div", { class: "messages-holder" }, this.node, this.latest);
    this.node.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.node.addEventListener("pointerover", (e) => this.offer(e.target.closest(".message")));
    this.node.addEventListener("pointerleave", () => this.offer(null));
    this.node.addEventListener("focusin", (e) => this.offer(e.target.closest(".message")));
    this.node.addEventListener("keydown", (e) => this.key(e));
    new ResizeObserver(() => this.follows && this.toBottom()).observe(this.node);
    this.clear();
  }

  clear(emptyWords = "") {
    this.rows.clear();
    this.emptyWords = emptyWords;
    this.node.replaceChildren();
    this.follows = true;
    this.hasOlder = this.hasNewer = false;
    this.asked = false;
    this.channel = null;
  }

  /** Takes what the feed says is new: messages to put, `ts` to drop. */
  take(news) {
    if (news.begins) this.clear(this.emptyWords);
    this.channel = news.channel;
    this.hasOlder = news.has_older;
    this.hasNewer = news.has_newer;
    const fixed = this.follows ? null : this.anchor();
    for (const ts of news.drop) this.drop(ts);
    for (const message of news.put) this.put(message);
    if (news.begins || news.put.length || news.drop.length) this.arrange();
    if (this.follows && !this.hasNewer) this.toBottom();
    else if (fixed) this.node.scrollTop += fixed.row.offsetTop - fixed.top;
    this.asked = false;
    this.showLatest();
  }

  /** A row in sight that stays, and where it stands: what comes above must not move it. */
  anchor() {
    const top = this.node.scrollTop;
    const row = [...this.node.children].find((r) => r.offsetTop + r.offsetHeight > top && this.rows.has(r.dataset.ts));
    return row && { ts: row.dataset.ts, top: row.offsetTop, get row() { return row; } };
  }

  drop(ts) {
    this.rows.get(ts)?.row.remove();
    this.rows.delete(ts);
  }

  put(message) {
    const row = drawMessage(message, this.channel, this.inThread);
    const before = this.rows.get(message.ts);
    if (before) this.replace(before.row, row);
    else this.insert(message.ts, row);
    this.rows.set(message.ts, { message, row });
  }

  replace(old, row) {
    const focused = old.contains(document.activeElement) ? document.activeElement.dataset.action ?? "" : null;
    old.replaceWith(row);
    if (focused !== null) ((focused && row.querySelector(`[data-action="${CSS.escape(focused)}"]`)) || row).focus({ preventScroll: true });
  }

  insert(ts, row) {
    let next = null;
    for (let node = this.node.lastElementChild; node && node.dataset.ts > ts; node = node.previousElementSibling) next = node;
    this.node.insertBefore(row, next);
  }

  /** Day lines, and who writes on under the same name. */
  arrange() {
    this.node.querySelector(".empty")?.remove();
    let before = null;
    for (const row of this.node.children) {
      const { message } = this.rows.get(row.dataset.ts);
      const at = moment(message.ts);
      const isNewDay = !before || dayKey(moment(before.ts)) !== dayKey(at);
      if (isNewDay && !this.inThread) row.dataset.day = dayName(at);
      else delete row.dataset.day;
      row.classList.toggle("goes-on", !isNewDay && this.goesOn(before, message) && !(this.inThread && row.previousElementSibling === this.node.firstElementChild));
      before = message;
    }
    if (!this.node.children.length) this.node.append(h("p", { class: "empty faint" }, this.emptyWords));
  }

  goesOn(before, message) {
    const plainly = (m) => !isSystem(m) && !m.is_alone && !m.is_pinned;
    return plainly(before) && plainly(message) && before.user === message.user && message.ts - before.ts < TOGETHER;
  }

  toBottom() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  toEnd() {
    this.follows = true;
    if (this.hasNewer) say({ do: "open", channel: this.channel });
    else this.toBottom();
  }

  showLatest() {
    this.latest.hidden = this.follows && !this.hasNewer;
  }

  scrolled() {
    if (!this.channel) return;
    const { scrollTop, scrollHeight, clientHeight } = this.node;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < 40 && !this.hasNewer;
    const changed = isAtEnd !== this.follows;
    this.follows = isAtEnd;
    const older = scrollTop < NEAR && this.hasOlder;
    const newer = scrollHeight - scrollTop - clientHeight < NEAR && this.hasNewer;
    if (!this.inThread && !this.asked && (older || newer)) {
      this.asked = true;
      say({ do: "scroll", older, newer: newer && !older, is_at_end: isAtEnd });
    } else if (changed && !this.inThread) say({ do: "scroll", is_at_end: isAtEnd });
    this.showLatest();
  }

  /** The row of hover buttons stands in one message only: the one under the pointer or with the focus. */
  offer(row) {
    const own = row ?? document.activeElement?.closest?.(".message");
    const wanted = own && this.node.contains(own) ? own : null;
    if (this.offered === wanted && wanted?.querySelector(".toolbar")) return;
    this.offered?.querySelector(".toolbar")?.remove();
    this.offered = wanted;
    const held = wanted && this.rows.get(wanted.dataset.ts);
    const bar = held && !isSystem(held.message) && toolbar(held.message, this.channel, this.inThread, () => this.edit(held));
    if (bar) wanted.append(bar);
  }

  key(event) {
    if (event.target !== this.node && !event.target.matches?.(".message")) return;
    const row = document.activeElement.closest(".message");
    const steps = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const next = row ? row[steps[event.key]] : this.node.lastElementChild;
    next?.focus?.();
    next?.scrollIntoView?.({ block: "nearest" });
  }

  /** Shows one message and holds the eye on it. */
  show(ts) {
    const held = this.rows.get(ts);
    if (!held) return false;
    this.follows = false;
    held.row.scrollIntoView({ block: "center" });
    held.row.classList.add("found");
    held.row.focus({ preventScroll: true });
    setTimeout(() => held.row.classList.remove("found"), 2500);
    return true;
  }

  edit({ message, row }) {
    const plainly = message.text.replace(/<@(\w+)>/g, (_, id) => `@${person(id)?.name ?? id}`).replace(/<(https?:[^|>]+)>/g, "$1").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
    const field = h("textarea", { class: "field", rows: "3", value: plainly, "aria-label": "Edit message" });
    const done = () => this.put(this.rows.get(message.ts)?.message ?? message);
    const save = async () => {
      await act("edit", { message: { channel: this.channel, ts: message.ts }, text: field.value });
      done();
      this.arrange();
    };
    field.addEventListener("keydown", (e) => {
      if (e.key === "Escape") done();
      if (e.key === "Enter" && !e.shiftKey) (e.preventDefault(), save());
    });
    const buttons = h("div", { class: "actions" }, h("button", { type: "button", class: "button", on: { click: done } }, "Cancel"), h("button", { type: "button", class: "button primary", on: { click: save } }, "Save"));
    row.querySelector(".content").replaceChildren(field, buttons);
    field.focus();
  }
}
