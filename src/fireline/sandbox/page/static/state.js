// What this window knows. The feed fills it; whoever draws asks for a part and hears when it changes.

export const state = {
  workspace: null, // people, commands, shortcuts, the app
  sidebar: null,
  place: null, // the open conversation's heading
  modals: [],
  home: null,
  offers: null, // the scenarios that can be watched, where a demo runs
  guide: null, // what leads through a demo: hint, buttons, a line for the composer
  clock: null, // {now, running, step}, and when it was heard
  open: null, // channel id, or "home"
  thread: null, // ts of the parent
};

const ears = new Map();

export function on(name, act) {
  ears.set(name, [...(ears.get(name) ?? []), act]);
}

export function tell(name, value) {
  for (const act of ears.get(name) ?? []) act(value);
}

export const me = () => state.workspace?.people.find((p) => p.id === state.workspace.me) ?? null;

export const person = (id) => state.workspace?.people.find((p) => p.id === id) ?? null;

export const channels = () => state.sidebar?.channels ?? [];

export const channelNamed = (id) => [...channels(), ...(state.sidebar?.direct ?? [])].find((c) => c.id === id) ?? null;

export function now() {
  if (!state.clock) return new Date();
  const passed = state.clock.running ? performance.now() - state.clock.heard : 0;
  return new Date(Date.parse(state.clock.now) + passed);
}
