// The rich_text block: what people's clients and some apps send instead of mrkdwn.

import { slackDate } from "./dates.js";
import { h } from "./dom.js";
import { channelLink, emojiNode, link, mention } from "./mrkdwn.js";
import { state } from "./state.js";

export const richText = (block) => h("div", { class: "words rich" }, block.elements.map(part));

function part(element) {
  const inside = () => element.elements.map(leaf);
  if (element.type === "rich_text_list") {
    const items = element.elements.map((e) => h("li", {}, e.elements.map(leaf)));
    const list = h(element.style === "ordered" ? "ol" : "ul", { start: element.offset ? element.offset + 1 : undefined }, items);
    list.style.marginInlineStart = `${(element.indent ?? 0) * 1.4}em`;
    return list;
  }
  if (element.type === "rich_text_quote") return h("blockquote", {}, inside());
  if (element.type === "rich_text_preformatted") return h("pre", {}, element.elements.map((e) => e.text ?? e.url ?? ""));
  return h("div", {}, inside());
}

function leaf(element) {
  return styled(element.style ?? {}, bare(element));
}

function bare(e) {
  if (e.type === "text") return lines(e.text);
  if (e.type === "link") return link(e.url, e.text || e.url);
  if (e.type === "user") return mention(e.user_id);
  if (e.type === "channel") return channelLink(e.channel_id);
  if (e.type === "emoji") return emojiNode(e.name);
  if (e.type === "broadcast") return h("span", { class: "mention mention-me" }, `@${e.range}`);
  if (e.type === "usergroup") return h("span", { class: "mention" }, `@${state.workspace?.groups.find((g) => g.id === e.usergroup_id)?.handle ?? e.usergroup_id}`);
  if (e.type === "date") return slackDate(e.timestamp, e.format);
  return e.text ?? e.value ?? "";
}

const lines = (text) => text.split("\n").flatMap((line, at) => (at ? [h("br"), line] : [line]));

function styled(style, inside) {
  const tags = { bold: "strong", italic: "em", strike: "s", code: "code" };
  let node = inside;
  for (const [name, tag] of Object.entries(tags)) if (style[name]) node = h(tag, {}, node);
  return Array.isArray(node) ? h("span", {}, node) : node;
}
