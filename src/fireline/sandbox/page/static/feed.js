// The live feed: one WebSocket. It says what is open and hears what changes; when it breaks off it comes back.

import { state, tell } from "./state.js";

let socket = null;
let tries = 0;
let isInspecting = false;
let front = true;

export function connect() {
  const old = socket;
  socket = null;
  old?.close();
  const who = new URLSearchParams(location.search).get("as") ?? "ana";
  const opened = new WebSocket(`${location.origin.replace("http", "ws")}/page/feed?as=${encodeURIComponent(who)}`);
  socket = opened;
  opened.addEventListener("open", begin);
  opened.addEventListener("message", (event) => hear(JSON.parse(event.data)));
  opened.addEventListener("close", () => opened === socket && again());
}

function begin() {
  tries = 0;
  tell("connection", true);
  if (state.open && state.open !== "home") say({ do: "open", channel: state.open });
  if (state.thread) say({ do: "thread", ts: state.thread });
  if (isInspecting) say({ do: "inspect", is_open: true });
  say({ do: "front", is_in_front: front });
}

function again() {
  tell("connection", false);
  setTimeout(connect, Math.min(4000, 250 * 2 ** tries++));
}

function hear(frame) {
  if (frame.is === "clock") frame.of.heard = performance.now();
  if (frame.is in state) state[frame.is] = frame.of;
  tell(frame.is, frame.of);
}

export function say(words) {
  if (words.do === "inspect") isInspecting = words.is_open;
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(words));
}

document.addEventListener("visibilitychange", () => {
  front = document.visibilityState === "visible";
  say({ do: "front", is_in_front: front });
});
