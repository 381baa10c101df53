// Tells by ear what is new: what others say, what the bot answers, a channel that appears. Edits stay silent.

import { byId } from "./dom.js";
import { on, state } from "./state.js";

const GATHER = 400; // ms: what comes together is told together
const MOST = 5;
const LENGTH = 240;

let waiting = [];
let timer = 0;
let known = null; // id -> unread, of the person before this window
let whose = null;

export function announce(words) {
  waiting = [...waiting, words.length > LENGTH ? `${words.slice(0, LENGTH)} …` : words].slice(-MOST);
  timer ||= setTimeout(told, GATHER);
}

function told() {
  timer = 0;
  byId("announcer").replaceChildren(...waiting.map((words) => Object.assign(document.createElement("p"), { textContent: words })));
  waiting = [];
}

/** A channel that appears, and what is unread in the app's messages. */
on("sidebar", () => {
  const { sidebar, workspace } = state;
  if (!sidebar || !workspace) return;
  const before = whose === workspace.me ? known : null;
  whose = workspace.me;
  known = new Map([...sidebar.channels.filter((c) => c.is_member), sidebar.app, ...sidebar.direct].map((c) => [c.id, c.unread]));
  if (!before) return;
  for (const c of sidebar.channels) if (known.has(c.id) && !before.has(c.id)) announce(`New in the list: ${c.name}`);
  for (const c of [sidebar.app, ...sidebar.direct]) if (c.unread > (before.get(c.id) ?? 0)) announce(`${c.name}: ${c.unread} unread`);
});
