// A list that opens beside its button: menus, selects, pickers. Arrows, letters, Enter, Escape; one at a time.

import { h, newId } from "./dom.js";
import { isFocused, keepFocus, mayOpenField } from "./focus.js";

let opened = null;

export const closeChoice = () => opened?.close();

/**
 * Opens a list. `items` are {value, label, hint, mark, danger, group} or a function of the letters typed;
 * `pick(item)` is called once. With `several`, picking toggles and the list stays, and `pick` is called each time.
 */
export function openChoice(anchor, { items, pick, label, filter = false, chosen = [], several = false, wide = false }) {
  closeChoice();
  const id = newId("choice");
  const back = keepFocus(anchor);
  const list = h("div", { class: "choice-list", role: "listbox", id, "aria-label": label, "aria-multiselectable": several || undefined, tabindex: filter ? "-1" : "0" });
  const input = filter ? h("input", {
    class: "choice-filter", type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": id,
    "aria-label": `Search: ${label}`, placeholder: "Type to search", autocomplete: "off", spellcheck: "false",
  }) : null;
  const box = h("div", { class: wide ? "choice choice-wide" : "choice", popover: "manual" }, input, list);
  const held = new Set(chosen);
  let shown = [];
  let at = 0;

  function draw() {
    const letters = input ? input.value.trim().toLowerCase() : "";
    shown = typeof items === "function" ? items(letters) : items.filter((i) => `${i.label} ${i.hint ?? ""}`.toLowerCase().includes(letters));
    at = Math.max(0, Math.min(at, shown.length - 1));
    let group = null;
    const nodes = shown.flatMap((item, place) => {
      const heading = item.group && item.group !== group ? [h("div", { class: "choice-group", role: "presentation" }, item.group)] : [];
      group = item.group;
      return [...heading, option(item, place)];
    });
    list.replaceChildren(...(nodes.length ? nodes : [h("div", { class: "choice-none" }, "Nothing found")]));
    aim(at);
  }

  function option(item, place) {
    const isHeld = held.has(item.value);
    return h(
      "div",
      {
        class: item.danger ? "choice-item danger" : "choice-item", role: "option", id: `${id}-${place}`, "aria-selected": String(isHeld),
        on: { pointermove: () => at !== place && aim(place, false), click: () => take(item), pointerdown: (e) => e.preventDefault() },
      },
      item.mark && h("span", { class: "choice-mark", "aria-hidden": "true" }, item.mark),
      h("span", { class: "choice-label" }, item.label),
      item.hint && h("span", { class: "choice-hint" }, item.hint),
      isHeld && h("span", { class: "choice-held", "aria-hidden": "true" }, "✓"),
    );
  }

  function aim(place, scrolls = true) {
    at = place;
    for (const node of list.querySelectorAll(".choice-item")) node.classList.toggle("aimed", node.id === `${id}-${place}`);
    const node = shown.length ? list.querySelector(`#${id}-${place}`) : null;
    (input || list).setAttribute("aria-activedescendant", node?.id ?? "");
    if (scrolls) node?.scrollIntoView({ block: "nearest" });
  }

  function take(item) {
    if (!item) return;
    if (several) {
      if (held.has(item.value)) held.delete(item.value);
      else held.add(item.value);
      pick([...held]);
      draw();
    } else {
      close();
      pick(item);
    }
  }

  function key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) aim((at + steps[event.key] + shown.length) % Math.max(1, shown.length));
    else if (event.key === "Home" && !input) aim(0);
    else if (event.key === "End" && !input) aim(shown.length - 1);
    else if (event.key === "Enter" || (event.key === " " && !input)) take(shown[at]);
    else if (event.key === "Escape" || event.key === "Tab") close();
    else if (!input && event.key.length === 1) jump(event.key.toLowerCase());
    else return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  }

  function jump(letter) {
    const found = shown.findIndex((i) => i.label.toLowerCase().startsWith(letter));
    if (found >= 0) aim(found);
  }

  const outside = (event) => !box.contains(event.target) && !anchor.contains(event.target) && close();

  function close() {
    if (opened !== handle) return;
    opened = null;
    document.removeEventListener("pointerdown", outside, true);
    anchor.setAttribute("aria-expanded", "false");
    const hadFocus = box.contains(document.activeElement);
    box.remove();
    if (hadFocus && !isFocused(anchor)) back();
  }

  const handle = { close };
  opened = handle;
  box.addEventListener("keydown", key);
  input?.addEventListener("input", () => ((at = 0), draw()));
  (anchor.closest("dialog") ?? document.body).append(box);
  box.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  at = Math.max(0, (Array.isArray(items) ? items : []).findIndex((i) => held.has(i.value)));
  draw();
  place(anchor, box);
  (input && mayOpenField() ? input : list).focus();
  document.addEventListener("pointerdown", outside, true);
}

/** Puts a box below its anchor, or above when there is more room. */
export function place(anchor, box) {
  const rect = anchor.getBoundingClientRect();
  box.style.minWidth = `${Math.min(rect.width, innerWidth - 16)}px`;
  const below = innerHeight - rect.bottom - 12;
  const above = rect.top - 12;
  const isBelow = below >= Math.min(box.scrollHeight, 320) || below >= above;
  box.style.maxHeight = `${Math.min(360, isBelow ? below : above)}px`;
  box.style.left = `${Math.max(8, Math.min(rect.left, innerWidth - box.offsetWidth - 8))}px`;
  box.style.top = isBelow ? `${rect.bottom + 4}px` : `${Math.max(8, rect.top - 4 - box.offsetHeight)}px`;
}

/** A button that shows what is chosen and opens the list. `read()` gives the words on it. */
export function chooser({ words, placeholder, label, open, describedby }) {
  const button = h("button", { type: "button", class: "select", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-describedby": describedby });
  const show = () => {
    const said = words();
    button.replaceChildren(h("span", { class: said ? "select-words" : "select-words faint" }, said || placeholder || "Choose"));
    button.setAttribute("aria-label", said ? `${label}: ${said}` : label);
  };
  button.addEventListener("click", () => open(button, show));
  button.addEventListener("keydown", (e) => ["ArrowDown", "ArrowUp"].includes(e.key) && (e.preventDefault(), open(button, show)));
  show();
  return button;
}
