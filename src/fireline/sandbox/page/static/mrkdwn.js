// Slack's markup as nodes: mentions by name, links, dates, emoji, emphasis, code, quotes.

import { slackDate, fullTime } from "./dates.js";
import { h } from "./dom.js";
import { EMOJI, emoji } from "./emoji.js";
import { channelNamed, me, person, state, tell } from "./state.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const SAFE = /^(https?:|mailto:)/i;
const BOUND = String.raw`(?<![\p{L}\p{N}_])`;
const END = String.raw`(?![\p{L}\p{N}_])`;
const INLINE = new RegExp(
  [
    "(?<code>`[^`\\n]+`)",
    "(?<token><[^<>\\n]+>)",
    `${BOUND}\\*(?<bold>[^*\\n]+?)\\*${END}`,
    `${BOUND}_(?<italic>[^_\\n]+?)_${END}`,
    `${BOUND}~(?<strike>[^~\\n]+?)~${END}`,
    ":(?<emoji>[a-z0-9_+'-]+(?:::skin-tone-\\d)?):",
    "(?<entity>&(?:amp|lt|gt);)",
  ].join("|"),
  "gu",
);

const plainly = (text) => text.replace(/&(amp|lt|gt);/g, (found) => ENTITIES[found]);

/** A whole text of mrkdwn. */
export function mrkdwn(text) {
  const out = document.createDocumentFragment();
  for (const [at, part] of text.split("```").entries()) {
    if (at % 2) out.append(h("pre", {}, codeLines(part.replace(/^\n/, "").replace(/\n$/, ""))));
    else lines(out, at ? part.replace(/^\n/, "") : part);
  }
  return out;
}

const codeLines = (text) => plainly(text).replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, "$1");

function lines(out, text) {
  let quote = null;
  const all = text.split("\n");
  for (const [at, line] of all.entries()) {
    const found = /^(?:&gt;|>)(?!&gt;|>) ?(.*)$/.exec(line);
    if (found) {
      if (quote) quote.append(h("br"));
      else out.append((quote = h("blockquote")));
      quote.append(inline(found[1]));
      continue;
    }
    if (at && !quote) out.append(h("br"));
    quote = null;
    out.append(inline(line));
  }
}

/** One line of mrkdwn. */
export function inline(text) {
  const out = document.createDocumentFragment();
  let last = 0;
  for (const found of text.matchAll(INLINE)) {
    if (found.index > last) out.append(text.slice(last, found.index));
    out.append(drawn(found));
    last = found.index + found[0].length;
  }
  if (last < text.length) out.append(text.slice(last));
  return out;
}

function drawn({ 0: raw, groups }) {
  if (groups.code) return h("code", {}, codeLines(groups.code.slice(1, -1)));
  if (groups.token) return token(groups.token.slice(1, -1));
  if (groups.bold) return h("strong", {}, inline(groups.bold));
  if (groups.italic) return h("em", {}, inline(groups.italic));
  if (groups.strike) return h("s", {}, inline(groups.strike));
  if (groups.emoji) return EMOJI.has(groups.emoji.split("::")[0]) ? emojiNode(groups.emoji) : raw;
  return ENTITIES[groups.entity];
}

export const emojiNode = (name) => h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, emoji(name));

function token(inside) {
  const [target, ...rest] = inside.split("|");
  const label = rest.join("|");
  if (target[0] === "@") return mention(target.slice(1), label);
  if (target[0] === "#") return channelLink(target.slice(1), label);
  if (target[0] === "!") return special(target.slice(1), label);
  return link(plainly(target), plainly(label || target.replace(/^mailto:/, "")));
}

export function mention(id, label = "") {
  const who = person(id);
  const isMe = id === me()?.id;
  return h("span", { class: isMe ? "mention mention-me" : "mention", title: who?.real_name }, `@${who?.name ?? (label || id)}`);
}

export function channelLink(id, label = "") {
  const found = channelNamed(id);
  const name = found?.name ?? label;
  if (!found) return h("span", { class: "mention" }, name ? `#${name}` : "#private-channel");
  return h("a", { class: "mention", href: `#${id}`, on: { click: (e) => (e.preventDefault(), tell("go", { channel: id })) } }, `#${name}`);
}

function special(what, label) {
  const [kind, ...parts] = what.split("^");
  if (kind === "date") {
    const text = slackDate(parts[0], parts[1] ?? "{date}");
    return h("time", { title: fullTime(new Date(Number(parts[0]) * 1000)) }, parts[2] ? link(plainly(parts[2]), text) : text);
  }
  if (kind === "subteam") {
    const group = state.workspace?.groups.find((g) => g.id === parts[0]);
    return h("span", { class: "mention" }, `@${group?.handle ?? label.replace(/^@/, "")}`);
  }
  return h("span", { class: "mention mention-me" }, `@${label || kind}`);
}

/** A link to the web or to an address; anything else stays words. Slack's own links lead into this page. */
export function link(url, label) {
  const inside = insideLink(url);
  if (inside) return h("a", { href: `#${inside.channel}`, on: { click: (e) => (e.preventDefault(), tell("go", inside)) } }, label);
  if (!SAFE.test(url)) return document.createTextNode(label);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, label);
}

/** Where in this page a link of Slack leads: `{channel, ts}`, or null. */
export function insideLink(url) {
  const opened = /^https:\/\/slack\.com\/app_redirect\?(?:.*&)?channel=([A-Z0-9]+)/.exec(url) ?? /^slack:\/\/channel\?(?:.*&)?id=([A-Z0-9]+)/.exec(url);
  if (opened) return { channel: opened[1] };
  const message = /^https:\/\/[\w.-]*slack\.com\/archives\/([A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?/.exec(url);
  return message ? { channel: message[1], ts: message[2] ? `${message[2]}.${message[3]}` : undefined } : null;
}

/** Plain text of Block Kit: letters as they are, emoji unless they are switched off. */
export function plain(object) {
  const out = document.createDocumentFragment();
  const text = typeof object === "string" ? object : (object?.text ?? "");
  for (const [at, part] of text.split(/:([a-z0-9_+'-]+):/).entries()) {
    if (at % 2) out.append(EMOJI.has(part) && object.emoji !== false ? emojiNode(part) : `:${part}:`);
    else out.append(part);
  }
  return out;
}

export const words = (object) => (object?.type === "mrkdwn" ? mrkdwn(object.text) : plain(object));
