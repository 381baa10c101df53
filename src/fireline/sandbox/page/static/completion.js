// What completes what is being written: people after @, channels after #, commands of the manifest after /.

import { EMOJI, find, emoji } from "./emoji.js";
import { channels, state } from "./state.js";

/** Suggestions for the text before the caret: {from, text, label, hint}; `isWhole` when nothing would be added. */
export function completions(before) {
  const command = /^\/[\w-]*$/.exec(before);
  if (command) return commands(before);
  const usage = /^(\/[\w-]+) (.*)$/s.exec(before);
  const found = /(?:^|[\s(])([@#:])([\w.+-]*)$/.exec(before);
  if (found) return named(found[1], found[2].toLowerCase(), before.length - found[2].length - 1);
  return usage ? usages(usage[1], usage[2]) : [];
}

const commands = (letters) =>
  [...state.workspace.commands, { name: "/me", description: "Say something in the third person" }]
    .filter((c) => c.name.startsWith(letters))
    .map((c) => ({ from: 0, text: `${c.name} `, label: c.name, hint: c.description }));

function usages(name, letters) {
  const hint = state.workspace.commands.find((c) => c.name === name)?.usage_hint ?? "";
  return hint
    .split(" · ")
    .filter((u) => u && u.startsWith(letters) && u !== letters)
    .map((u) => ({ from: name.length + 1, text: u, label: `${name} ${u}`, hint: "for example", isWhole: true }));
}

function named(sign, letters, from) {
  if (sign === "@") return people(letters, from);
  if (sign === "#")
    return channels().filter((c) => !c.is_archived && c.name.includes(letters)).map((c) => ({ from, text: `#${c.name} `, label: `#${c.name}` }));
  if (letters.length < 2) return [];
  return find(letters).slice(0, 8).map((name) => ({ from, text: `${EMOJI.get(name)} `, label: `${emoji(name)}  :${name}:` }));
}

function people(letters, from) {
  const groups = state.workspace.groups.map((g) => ({ name: g.handle, real_name: "a group" }));
  const rooms = [{ name: "here", real_name: "everybody who is active" }, { name: "channel", real_name: "everybody in this channel" }];
  return [...state.workspace.people.filter((p) => !p.is_gone && p.id !== "USLACKBOT"), ...groups, ...rooms]
    .filter((p) => p.name.startsWith(letters) || p.real_name.toLowerCase().startsWith(letters))
    .map((p) => ({ from, text: `@${p.name} `, label: `@${p.name}`, hint: p.real_name }));
}
