// Where the keyboard is: kept while what it stands on is drawn anew, given back when what covered it goes away.

const PARTS = "#conversation, #sidebar, #thread, #inspector";

let last = matchMedia("(pointer: coarse)").matches ? "touch" : "keys"; // what the visitor used last: keys, mouse, pen, touch

addEventListener("keydown", () => (last = "keys"), true);
addEventListener("pointerdown", (event) => (last = event.pointerType), true);

export const isByKeys = () => last === "keys";

/** A field that gets the focus by itself opens the keyboard of a telephone over half the page. */
export const mayOpenField = () => last !== "touch";

const keyOf = (node) => node.dataset.key ?? node.dataset.action ?? node.dataset.to ?? node.getAttribute("aria-label") ?? node.textContent;

const alike = (scope, { tag, key }) => [...scope.querySelectorAll(tag)].filter((n) => keyOf(n) === key);

/**
 * Remembers what has the focus. The function that comes back gives the focus to it, to the one that stands there in its
 * stead, or to its message; it tells whether it could. A focus that is not lost stays.
 */
export function keepFocus(node = document.activeElement) {
  const part = node?.closest?.(PARTS);
  if (!part) return () => false;
  const row = node.closest("[data-ts]");
  const what = { tag: node.tagName, key: keyOf(node) };
  const place = row === node ? 0 : alike(row ?? part, what).indexOf(node);
  return () => {
    if (node.isConnected && document.activeElement === node) return true;
    if (node.isConnected) return isFocused(node);
    if (!row) return isFocused(alike(part, what)[place]);
    const stands = part.querySelector(`[data-ts="${CSS.escape(row.dataset.ts)}"]`);
    if (!isFocused(stands)) return false;
    if (row !== node) isFocused(alike(stands, what)[place]); // its row of buttons comes with the focus
    return true;
  };
}

export function isFocused(node) {
  node?.focus?.({ preventScroll: true });
  return Boolean(node) && document.activeElement === node;
}

/** Gives the focus back by `back`; who used the mouse goes on writing in `field`. */
export function giveBack(back, field) {
  if (isByKeys() && back()) {
    document.activeElement.scrollIntoView({ block: "nearest" });
    return refocus(document.activeElement);
  }
  return mayOpenField() ? refocus(field) : undefined;
}

/** Chromium gives a field its caret back only when it is focused anew, after the dialog has left the page. */
function refocus(field) {
  if (!field?.matches("input, textarea")) return;
  field.blur();
  requestAnimationFrame(() => !document.querySelector("dialog[open]") && field.focus({ preventScroll: true }));
}

// from part to part -------------------------------------------------------------------------------------------

// Where F6 stops, in the order of the page.
const STOPS = [
  "#sidebar [aria-current]",
  "#conversation .head button:not([tabindex='-1'])",
  "#conversation .message[tabindex='0'], #conversation .home",
  ".guide button",
  "#conversation .foot :is(textarea, .no-writing button)",
  "#thread .message[tabindex='0']",
  "#thread textarea",
  "#inspector .clock button",
];
const seen = (selector) => [...document.querySelectorAll(selector)].find((n) => n.checkVisibility({ visibilityProperty: true }));

const partOf = (node) => node?.closest("#sidebar, .head, .messages-holder, .home, .guide, .foot, .composer, #inspector");

function step(by) {
  const stops = STOPS.map(seen).filter(Boolean);
  const inside = (stop) => stop.contains(document.activeElement) || partOf(stop) === partOf(document.activeElement);
  const at = stops.findIndex(inside);
  const next = at < 0 ? stops.length - 1 : (at + by + stops.length) % stops.length;
  stops[next]?.focus();
}

addEventListener("keydown", (event) => {
  if (event.key !== "F6" || document.querySelector("dialog[open], .choice")) return;
  event.preventDefault();
  step(event.shiftKey ? -1 : 1);
});
