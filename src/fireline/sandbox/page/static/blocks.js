// Block Kit as nodes. What is not known is named, never dropped in silence.

import { h, newId } from "./dom.js";
import { drawElement } from "./elements.js";
import { markdown } from "./markdown.js";
import { link, mrkdwn, plain, words } from "./mrkdwn.js";
import { richText } from "./rich.js";

export function drawBlocks(blocks, ctx) {
  return blocks.map((block) => {
    const draw = DRAWN[block.type];
    return draw ? draw(block, ctx) : h("p", { class: "faint" }, `(${block.type} is not drawn here)`);
  });
}

function section(block, ctx) {
  const text = block.text && h("div", { class: "words" }, words(block.text));
  const fields = block.fields && h("div", { class: "fields" }, block.fields.map((f) => h("div", { class: "words" }, words(f))));
  const accessory = block.accessory && h("div", { class: "accessory" }, accessoryOf(block, ctx));
  return h("div", { class: "section" }, h("div", { class: "section-words" }, text, fields), accessory);
}

const accessoryOf = (block, ctx) =>
  block.accessory.type === "image" ? picture(block.accessory) : drawElement(block, block.accessory, ctx, labelOf(block));

const labelOf = (block) => (block.accessory.placeholder ? undefined : block.text?.text.replace(/[*_~`]/g, "").slice(0, 80));

// Nothing is fetched from outside: a picture of the web is named and linked.
function picture(image) {
  return h("span", { class: "picture" }, "🖼 ", image.image_url ? link(image.image_url, image.alt_text || "Picture") : image.alt_text);
}

function context(block) {
  return h("div", { class: "context" }, block.elements.map((e) => h("span", { class: "words" }, e.type === "image" ? picture(e) : words(e))));
}

function actions(block, ctx) {
  return h("div", { class: "actions" }, block.elements.map((e) => drawElement(block, e, ctx)));
}

function input(block, ctx) {
  const id = newId("input");
  const error = ctx.error?.(block);
  const about = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  const control = drawElement(block, block.element, ctx, block.label.text, about);
  if (error) for (const node of [control, ...control.querySelectorAll("input")]) node.setAttribute("aria-invalid", "true");
  if (!block.optional && !control.matches(".ticks, .select")) control.setAttribute("aria-required", "true");
  return h(
    "div",
    { class: error ? "input has-error" : "input", data: { block: block.block_id } },
    h("div", { class: "label", "aria-hidden": "true" }, plain(block.label), block.optional && h("span", { class: "faint" }, " (optional)")),
    control,
    error && h("p", { class: "error", id: `${id}-error` }, error),
    block.hint && h("p", { class: "hint", id: `${id}-hint` }, plain(block.hint)),
  );
}

function table(block) {
  const settings = block.column_settings ?? [];
  const cell = (tag) => (c, at) => h(tag, { class: settings[at]?.align ? `align-${settings[at].align}` : undefined }, c.type === "rich_text" ? richText(c) : plain(c));
  const [head, ...rows] = block.rows;
  return h(
    "div",
    { class: "table", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {}, h("thead", {}, h("tr", {}, head.map(cell("th")))), h("tbody", {}, rows.map((r) => h("tr", {}, r.map(cell("td")))))),
  );
}

const DRAWN = {
  section, context, actions, input, table,
  divider: () => h("hr"),
  header: (block) => h("h3", { class: "header" }, plain(block.text)),
  image: (block) => h("figure", {}, block.title && h("figcaption", {}, plain(block.title)), picture(block)),
  rich_text: (block) => richText(block),
  markdown: (block) => markdown(block.text),
  file: (block) => h("p", { class: "faint" }, `File ${block.external_id}`),
  video: (block) => h("p", {}, link(block.video_url, block.alt_text)),
};

/** All of a message's content, blocks or text. */
export const drawContent = (message, ctx) =>
  message.blocks.length ? drawBlocks(message.blocks, ctx) : [h("div", { class: "words" }, mrkdwn(message.text))];
