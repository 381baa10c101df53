// The markdown block: headings, lists, quotes, code, emphasis, links. Everything else stays as it is written.

import { h } from "./dom.js";
import { link } from "./mrkdwn.js";

const INLINE = /(`[^`]+`)|\*\*(.+?)\*\*|__(.+?)__|\*(\S[^*]*?)\*|(?<!\w)_(\S[^_]*?)_(?!\w)|~~(.+?)~~|\[([^\]]+)\]\(([^)\s]+)\)/g;

export function markdown(text) {
  const out = h("div", { class: "words markdown" });
  let list = null;
  let code = null;
  for (const line of text.split("\n")) {
    if (line.startsWith("```")) {
      if (code) code = null;
      else out.append((code = h("pre")));
      list = null;
    } else if (code) code.append(`${line}\n`);
    else list = block(out, line, list);
  }
  return out;
}

function block(out, line, list) {
  const heading = /^(#{1,6}) (.*)/.exec(line);
  const item = /^\s*(?:([-*+])|(\d+)[.)]) (.*)/.exec(line);
  if (item) {
    const tag = item[1] ? "UL" : "OL";
    const into = list?.tagName === tag ? list : out.appendChild(h(tag));
    into.append(h("li", {}, inline(item[3])));
    return into;
  }
  if (heading) out.append(h(`h${Math.min(6, heading[1].length + 2)}`, {}, inline(heading[2])));
  else if (line.startsWith(">")) out.append(h("blockquote", {}, inline(line.replace(/^> ?/, ""))));
  else if (/^\s*(---|\*\*\*)\s*$/.test(line)) out.append(h("hr"));
  else if (line.trim()) out.append(h("p", {}, inline(line)));
  return null;
}

function inline(text) {
  const out = [];
  let last = 0;
  for (const found of text.matchAll(INLINE)) {
    out.push(text.slice(last, found.index), drawn(found));
    last = found.index + found[0].length;
  }
  return [...out, text.slice(last)];
}

function drawn([, code, bold, bold2, italic, italic2, strike, label, url]) {
  if (code) return h("code", {}, code.slice(1, -1));
  if (bold || bold2) return h("strong", {}, inline(bold || bold2));
  if (italic || italic2) return h("em", {}, inline(italic || italic2));
  if (strike) return h("s", {}, inline(strike));
  return link(url, label);
}
