// What can be pressed, picked or filled in, in messages, modals and the home tab.
// `ctx` says where: value(block, element) gives what is chosen; change(block, element, value) takes a new choice;
// press(block, element, value) tells the bot.

import { channels, me, state, tell } from "./state.js";
import { chooser, openChoice } from "./choice.js";
import { confirmed } from "./dialogs.js";
import { h, icon, newId } from "./dom.js";
import { insideLink, plain } from "./mrkdwn.js";
import { fromLocal, toLocal } from "./zones.js";

const STARTS = {
  plain_text_input: "initial_value", number_input: "initial_value", email_text_input: "initial_value", url_text_input: "initial_value",
  users_select: "initial_user", channels_select: "initial_channel", conversations_select: "initial_conversation",
  multi_users_select: "initial_users", multi_channels_select: "initial_channels", multi_conversations_select: "initial_conversations",
  datepicker: "initial_date", timepicker: "initial_time", datetimepicker: "initial_date_time",
};

/** The value that an element has before anybody touches it, in the form in which it is sent. */
export function initial(element) {
  if (element.initial_option) return element.initial_option.value;
  if (element.initial_options) return element.initial_options.map((o) => o.value);
  return element[STARTS[element.type]] ?? (isSeveral(element) ? [] : null);
}

/** The value out of Slack's `state.values` entry. */
export function held(entry) {
  if (entry.selected_options) return entry.selected_options.map((o) => o.value);
  if ("selected_option" in entry) return entry.selected_option?.value ?? null;
  const { type, ...rest } = entry;
  return Object.values(rest)[0];
}

const isSeveral = (element) => element.type === "checkboxes" || element.type.startsWith("multi_");

export function drawElement(block, element, ctx, label, describedby) {
  const draw = DRAWN[element.type];
  return draw ? draw({ block, element, ctx, label, describedby }) : h("span", { class: "faint" }, `(${element.type} is not drawn here)`);
}

async function sure(element) {
  return !element.confirm || confirmed({ ...element.confirm, style: element.confirm.style ?? element.style });
}

async function busy(node, work) {
  node.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    node.removeAttribute("aria-busy");
  }
}

function button({ block, element, ctx }) {
  const node = h("button", { type: "button", class: `button ${element.style ?? ""}`, "aria-label": element.accessibility_label, data: { action: element.action_id } }, plain(element.text));
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy") || !(await sure(element))) return;
    if (element.url) follow(element.url);
    await busy(node, () => ctx.press(block, element, element.value ?? null));
  });
  return node;
}

function follow(url) {
  const inside = insideLink(url);
  if (inside) tell("go", inside);
  else if (/^(https?:|mailto:)/i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
}

const optionItems = (element) => [
  ...(element.options ?? []).map((o) => optionItem(o)),
  ...(element.option_groups ?? []).flatMap((g) => g.options.map((o) => optionItem(o, g.label?.text))),
];
const optionItem = (option, group) => ({ value: option.value, label: option.text.text, hint: option.description?.text, group });

const peopleItems = () =>
  state.workspace.people
    .filter((p) => !p.is_gone && p.id !== "USLACKBOT" && !p.is_bot)
    .map((p) => ({ value: p.id, label: p.real_name, hint: p.id === me()?.id ? `@${p.name}, you` : `@${p.name}` }));

const channelItems = () =>
  channels().filter((c) => !c.is_archived).map((c) => ({ value: c.id, label: `${c.kind === "group" ? "🔒 " : "#"}${c.name}` }));

function itemsOf(element) {
  if (element.type.endsWith("users_select")) return peopleItems();
  if (/(channels|conversations)_select$/.test(element.type)) return channelItems();
  return optionItems(element);
}

function select({ block, element, ctx, label, describedby }) {
  const items = itemsOf(element);
  const several = isSeveral(element);
  const chosen = () => [ctx.value(block, element)].flat().filter((v) => v !== null && v !== undefined);
  const words = () => chosen().map((v) => items.find((i) => i.value === v)?.label ?? v).join(", ");
  const name = label ?? element.placeholder?.text ?? "Choose";
  const list = () => (ctx.isOptional?.(block) && !several && chosen().length ? [...items, { value: null, label: "Clear", mark: "×" }] : items);
  return chooser({
    words, label: name, placeholder: element.placeholder?.text, describedby,
    open: (node, show) =>
      openChoice(node, {
        items: list(), label: name, filter: items.length > 7, chosen: chosen(), several,
        pick: async (picked) => {
          if (!several && !(await sure(element))) return;
          const change = Promise.resolve(ctx.change(block, element, several ? picked : picked.value));
          show();
          await busy(node, () => change);
        },
      }),
  });
}

function overflow({ block, element, ctx }) {
  const node = h("button", { type: "button", class: "icon-button bordered", "aria-label": "More", "aria-haspopup": "listbox", "aria-expanded": "false", data: { action: element.action_id } }, icon("more"));
  const pick = async (item) => (await sure(element)) && busy(node, () => ctx.press(block, element, item.value));
  node.addEventListener("click", () => openChoice(node, { items: optionItems(element), label: "More", pick }));
  return node;
}

function ticks({ block, element, ctx, label }, type) {
  const several = type === "checkbox";
  const name = newId(type);
  const box = h("div", { class: "ticks", role: several ? "group" : "radiogroup", "aria-label": label });
  for (const option of element.options) {
    const isOn = [ctx.value(block, element)].flat().includes(option.value);
    const input = h("input", { type, name, value: option.value, checked: isOn });
    input.addEventListener("change", () => {
      const all = [...box.querySelectorAll("input:checked")].map((i) => i.value);
      ctx.change(block, element, several ? all : all[0]);
    });
    const hint = option.description && h("span", { class: "faint" }, plain(option.description));
    box.append(h("label", { class: "tick" }, input, h("span", {}, h("span", {}, plain(option.text)), hint)));
  }
  return box;
}

function text({ block, element, ctx, label, describedby }) {
  const kinds = { number_input: "number", email_text_input: "email", url_text_input: "url" };
  const shared = { class: "field", "aria-label": label, "aria-describedby": describedby, maxlength: element.max_length, placeholder: element.placeholder?.text, value: ctx.value(block, element) ?? "" };
  const node = element.multiline ? h("textarea", { rows: "4", ...shared }) : h("input", { type: kinds[element.type] ?? "text", autocomplete: "off", ...shared });
  node.addEventListener("input", () => ctx.change(block, element, node.value || null));
  if (element.focus_on_load) node.dataset.first = "";
  return node;
}

// A date typed digit by digit is whole several times before it is meant.
const MEANT = 700; // ms

function picker(type, read = (v) => v, write = (v) => v) {
  return ({ block, element, ctx, label, describedby }) => {
    const node = h("input", { type, class: "field short", "aria-label": label ?? element.placeholder?.text ?? type, "aria-describedby": describedby, value: read(ctx.value(block, element) ?? "") });
    let timer = 0;
    node.addEventListener("change", () => {
      clearTimeout(timer);
      timer = setTimeout(() => ctx.change(block, element, node.value ? write(node.value) : null), ctx.isForm ? 0 : MEANT);
    });
    return node;
  };
}

const DRAWN = {
  button, overflow, plain_text_input: text, number_input: text, email_text_input: text, url_text_input: text,
  checkboxes: (all) => ticks(all, "checkbox"),
  radio_buttons: (all) => ticks(all, "radio"),
  datepicker: picker("date"),
  timepicker: picker("time"),
  datetimepicker: picker("datetime-local", (v) => (v ? toLocal(v, me().tz) : ""), (v) => fromLocal(v, me().tz)),
  ...Object.fromEntries(
    ["static", "users", "channels", "conversations", "external"].flatMap((k) => [[`${k}_select`, select], [`multi_${k}_select`, select]]),
  ),
};
