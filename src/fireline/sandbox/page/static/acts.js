// What the person before this window does. Every act goes to the local Slack; the feed brings what came of it.

import { me, tell } from "./state.js";

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : { error: await answer.text() };
  return answer.ok ? told : { ok: false, ...told };
}

/** Does one act of the local Slack; gives its outcome. What Slack's client would not allow is said in a toast. */
export async function act(name, args) {
  const outcome = await post(`/control/act/${name}`, { user: me().name, ...args });
  if (outcome.ok === false && outcome.ack_ms === undefined) tell("toast", outcome.error ?? "That did not work.");
  return outcome;
}

/** An act that the bot answers: how long it took stands beside the composer. */
export async function ask(name, args) {
  tell("asking", true);
  const outcome = await act(name, args).finally(() => tell("asking", false));
  if (outcome.ack_ms) tell("answered", outcome);
  if (outcome.error && !Object.keys(outcome.errors ?? {}).length && outcome.ack_ms !== undefined) tell("failed", outcome);
  return outcome;
}

export const press = (where, element, blockId, value) =>
  ask("press", { where, action: element.action_id, block_id: blockId, value: value ?? null });

export const travel = (to) => post("/page/travel", to);

export const setClock = (change) => post("/control/clock", change);

export const wish = (what) => post("/page/guide", what);

/** The bot's own word on its outbox and its next deadline. */
export const botStatus = () => fetch("/page/bot").then((a) => (a.ok ? a.json() : {}));

export const startOver = () => post("/page/reset", {});

export async function readFile(id) {
  const answer = await fetch(`/page/file/${id}?as=${encodeURIComponent(me().name)}`);
  return answer.ok ? answer.text() : Promise.reject(new Error(await answer.text()));
}
