// Makes nodes. Text always goes in as text: nothing on this page is ever parsed as markup.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  add(node, children);
  return node;
}

function set(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
  else if (name === "data") for (const [key, held] of Object.entries(value)) held !== undefined && (node.dataset[key] = held);
  else if (name === "value" || name === "checked" || name === "disabled" || name === "hidden") node[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

export function add(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

export const fill = (node, ...children) => add((node.replaceChildren(), node), children);

export const byId = (id) => document.getElementById(id);

let count = 0;
export const newId = (prefix) => `${prefix}-${++count}`;

const SHAPES = {
  lock: "M5 7V5a3 3 0 0 1 6 0v2h1v7H4V7h1zm1.500 0h3V5a1.500 1.500 0 0 0-3 0v2z",
  thread: "M2 3h12v8H8l-4 3v-3H2V3zm1.500 1.500v5H5.500v1.500l2-1.500h5v-5h-9z",
  smile: "M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13zM8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3zM5 6.200h1.600v1.600H5V6.200zm4.400 0H11v1.600H9.400V6.200zM5 9.500h6c-.4 1.500-1.500 2.300-3 2.300S5.400 11 5 9.500z",
  more: "M3 6.800h2.400v2.400H3V6.800zm3.800 0h2.400v2.400H6.800V6.800zm3.800 0H13v2.400h-2.400V6.800z",
  pin: "M5.500 2h5v1.200l-.9.8.4 3.500 2 1.700v1.300H8.700V14H7.300v-3.500H4V9.200l2-1.700.4-3.500-.9-.8V2z",
  close: "M4.100 3l3.900 3.900L11.900 3 13 4.100 9.100 8l3.900 3.900-1.100 1.100L8 9.100 4.100 13 3 11.900 6.900 8 3 4.100 4.100 3z",
  menu: "M2 3.500h12V5H2V3.500zm0 3.800h12v1.400H2V7.300zM2 11h12v1.500H2V11z",
  send: "M2 2.500l12.500 5.500L2 13.500V9.300L9 8 2 6.700V2.500z",
  bolt: "M9 1.500L3.500 9H7l-1 5.500L12 7H8.200L9 1.500z",
  people: "M5.800 8a2.700 2.700 0 1 0 0-5.400 2.700 2.700 0 0 0 0 5.400zm5.300-.3a2.100 2.100 0 1 0 0-4.200 2.100 2.100 0 0 0 0 4.200zM1 13.200c0-2.500 2-4.200 4.800-4.200s4.800 1.700 4.800 4.200H1zm10.900 0c0-1.500-.4-2.800-1.300-3.900l.5-.1c2.300 0 3.900 1.400 3.900 4h-3.100z",
  gauge: "M8 2.500a6.500 6.500 0 0 1 6 9.200h-1.700a5 5 0 1 0-8.600 0H2A6.500 6.500 0 0 1 8 2.500zm3 2.800L9.200 9.800a1.400 1.400 0 1 1-1.300-.9L11 5.300z",
  file: "M3.500 1.500h6l3 3v10h-9v-13zM5 3v10h6V5.500H8.500V3H5z",
  play: "M4 2.500l9.500 5.500L4 13.500v-11z",
  again: "M8 2.500a5.500 5.500 0 1 1-5.300 4h1.600A4 4 0 1 0 8 4v2L4.500 3.200 8 .5v2z",
  down: "M8 11L2.800 5.800l1.100-1.100L8 8.800l4.100-4.100 1.100 1.100L8 11z",
};

export function icon(name) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", SHAPES[name]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

export function iconButton(name, label, act, props = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, on: { click: act }, ...props }, icon(name));
}
