// The messages of a conversation or a thread: rows kept by `ts`, following the end, more on scrolling.

import { act } from "./acts.js";
import { announce } from "./announcer.js";
import { dayKey, dayName, moment } from "./dates.js";
import { h } from "./dom.js";
import { say } from "./feed.js";
import { isByKeys, isFocused, keepFocus } from "./focus.js";
import { drawMessage, inWords, isSystem, toolbar } from "./message.js";
import { me, now, on, person } from "./state.js";

const TOGETHER = 300; // seconds: what one person writes so closely stands under one name
const NEAR = 240; // pixels from an edge at which more is fetched
const SOON = 5000; // ms after a question in which what is for one alone is taken for its answer

export class MessageList {
  constructor({ label, inThread = false }) {
    this.inThread = inThread;
    this.rows = new Map();
    this.node = h("div", { class: inThread ? "messages in-thread" : "messages", role: "log", "aria-label": label, "aria-live": "off", tabindex: "-1" });
    this.latest = h("button", { type: "button", class: "button latest", hidden: true, on: { click: () => this.toEnd() } }, "Newer messages");
    this.holder = h("div", { class: "messages-holder" }, this.node, this.latest);
    this.node.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.node.addEventListener("pointerover", (e) => this.offer(e.target.closest(".message")));
    this.node.addEventListener("pointerleave", () => this.offer(null));
    this.node.addEventListener("focusin", (e) => this.offer(e.target.closest(".message"), true));
    this.node.addEventListener("focusout", (e) => this.node.contains(e.relatedTarget) || this.left());
    this.node.addEventListener("keydown", (e) => this.key(e));
    on("asking", (is) => is && ((this.askedAt = performance.now()), (this.answer = null)));
    on("modal closed", () => this.toAnswer());
    on("clock", () => this.rows.size && this.today !== dayKey(now()) && this.turnDay());
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
    this.channel = this.answer = this.stop = this.marked = null;
  }

  /** Takes what the feed says is new: messages to put, `ts` to drop. */
  take(news) {
    if (news.begins) this.clear(this.emptyWords);
    this.channel = news.channel;
    this.hasOlder = news.has_older;
    this.hasNewer = news.has_newer;
    const hasKeys = this.hasKeys();
    const fixed = this.follows && !hasKeys ? null : this.anchor();
    const fresh = news.begins ? [] : news.put.filter((m) => !this.rows.has(m.ts) && this.isLatest(m));
    for (const ts of news.drop) this.drop(ts);
    for (const message of news.put) this.put(message);
    if (news.begins || news.put.length || news.drop.length) this.arrange();
    this.hear(fresh);
    if (hasKeys) this.isLost() && this.refind();
    if (this.follows && !this.hasNewer && !(hasKeys && this.wouldHide())) this.toBottom();
    else if (fixed?.row) this.node.scrollTop += fixed.row.offsetTop - fixed.top;
    this.asked = false;
    this.settle();
  }

  isLatest(message) {
    const last = this.node.lastElementChild?.dataset.ts;
    return !this.hasNewer && (!last || message.ts > last);
  }

  /** What is new is told by ear; an answer is shown, wherever one has scrolled. */
  hear(fresh) {
    for (const message of fresh) if (message.user !== me()?.id && !isSystem(message)) announce(inWords(message));
    const answer = fresh.findLast((m) => m.is_alone && performance.now() - this.askedAt < SOON);
    if (!answer) return;
    this.follows = true;
    this.answer = answer.ts;
    if (this.hasKeys()) this.toAnswer();
  }

  /** Who pressed something by keyboard goes on at the answer, which stands at the end. */
  toAnswer() {
    const row = this.rows.get(this.answer)?.row;
    this.answer = null;
    if (!row || !isByKeys() || !this.node.contains(document.activeElement)) return;
    this.toBottom();
    isFocused(row);
  }

  // the keyboard in the list ---------------------------------------------------------------------------------
  hasKeys() {
    return isByKeys() && this.node.contains(document.activeElement) && document.activeElement !== this.node;
  }

  isLost() {
    return document.activeElement === document.body;
  }

  /** The message that had the focus is gone: the one that followed it, or the last. */
  refind() {
    const rows = [...this.node.children];
    isFocused(rows.find((r) => r.dataset.ts > this.stop) ?? rows.at(-1));
  }

  /** Following the end would push what has the focus out of sight. */
  wouldHide() {
    if (!this.hasKeys()) return false;
    const at = document.activeElement.getBoundingClientRect();
    const top = at.top - this.node.getBoundingClientRect().top + this.node.scrollTop;
    return top + Math.min(at.height, 40) < this.node.scrollHeight - this.node.clientHeight;
  }

  /** One message can be reached by Tab: where one is, else the latest. */
  settle() {
    if (!this.node.contains(document.activeElement)) this.stop = null;
    const stop = this.rows.get(this.stop)?.row ?? this.node.lastElementChild;
    this.mark(stop?.dataset.ts ? stop : null);
    const { scrollTop, scrollHeight, clientHeight } = this.node;
    if (this.hasKeys()) this.follows = scrollHeight - scrollTop - clientHeight < 40 && !this.hasNewer;
    this.showLatest();
  }

  mark(row) {
    if (this.marked === row) return;
    this.marked?.setAttribute("tabindex", "-1");
    this.marked = row;
    row?.setAttribute("tabindex", "0");
  }

  /** A row in sight that stays, and where it stands: what comes above must not move it. */
  anchor() {
    const top = this.node.scrollTop;
    const row = [...this.node.children].find((r) => r.offsetTop + r.offsetHeight > top && this.rows.has(r.dataset.ts));
    const { rows } = this;
    return row && { top: row.offsetTop, get row() { return rows.get(row.dataset.ts)?.row; } };
  }

  drop(ts) {
    this.rows.get(ts)?.row.remove();
    this.rows.delete(ts);
  }

  put(message) {
    const before = this.rows.get(message.ts);
    if (before?.row.dataset.isEdited) return void (before.message = message); // drawn when the editing is over
    const row = drawMessage(message, this.channel, this.inThread);
    if (before) this.replace(before.row, row);
    else this.insert(message.ts, row);
    this.rows.set(message.ts, { message, row });
  }

  replace(old, row) {
    const back = old.contains(document.activeElement) ? keepFocus() : null;
    old.replaceWith(row);
    if (this.marked === old) this.mark(row);
    back?.();
  }

  insert(ts, row) {
    let next = null;
    for (let node = this.node.lastElementChild; node && node.dataset.ts > ts; node = node.previousElementSibling) next = node;
    this.node.insertBefore(row, next);
  }

  /** `today` and `tomorrow` in what was said are others now. */
  turnDay() {
    for (const { message } of this.rows.values()) this.put(message);
    this.arrange();
  }

  /** The keyboard has gone elsewhere. */
  left() {
    if (!this.node.matches(":hover")) this.offer(null);
    setTimeout(() => this.settle());
  }

  /** Day lines, and who writes on under the same name. */
  arrange() {
    this.node.querySelector(".empty")?.remove();
    let before = null;
    this.today = dayKey(now());
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
  offer(row, isFocus = false) {
    if (isFocus && row) this.mark((this.rows.get((this.stop = row.dataset.ts))?.row) ?? null);
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
    if (event.target.matches("input, textarea, [aria-haspopup]")) return;
    const row = document.activeElement.closest(".message");
    const bar = document.activeElement.closest(".toolbar");
    const steps = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" };
    const aside = { ArrowLeft: "previousElementSibling", ArrowRight: "nextElementSibling" };
    if (!(event.key in (bar ? { ...steps, ...aside } : steps))) return;
    event.preventDefault();
    if (event.key in aside) return void document.activeElement[aside[event.key]]?.focus();
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
    const done = () => {
      delete row.dataset.isEdited;
      this.put(this.rows.get(message.ts)?.message ?? message);
      this.arrange();
    };
    const save = async () => {
      await act("edit", { message: { channel: this.channel, ts: message.ts }, text: field.value });
      done();
    };
    field.addEventListener("keydown", (e) => {
      if (e.key === "Escape") (e.stopPropagation(), done());
      if (e.key === "Enter" && !e.shiftKey) (e.preventDefault(), save());
    });
    const buttons = h("div", { class: "actions" }, h("button", { type: "button", class: "button", on: { click: done } }, "Cancel"), h("button", { type: "button", class: "button primary", on: { click: save } }, "Save"));
    row.dataset.isEdited = "yes";
    row.querySelector(".content").replaceChildren(field, buttons);
    field.focus();
    row.scrollIntoView({ block: "nearest" });
  }
}
