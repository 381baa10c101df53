// Times in the zone of whoever sits before this window, and Slack's date markup.

import { me, now } from "./state.js";

const zone = () => me()?.tz ?? "UTC";
const made = new Map();

// Making a formatter is slow, and every message needs one.
function written(at, options, inZone = zone()) {
  const key = inZone + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: inZone, ...options }));
  return made.get(key).format(at);
}

const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const KEY = { year: "numeric", month: "2-digit", day: "2-digit" };
const FORMS = {
  date: { day: "numeric", month: "long", year: "numeric" },
  date_num: null,
  date_slash: KEY,
  date_short: { day: "numeric", month: "short", year: "numeric" },
  date_long: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
};

export const moment = (ts) => new Date(Math.floor(Number(ts.split(".")[0])) * 1000);

export const clockTime = (at, inZone) => written(at, TIME, inZone);

export const dayKey = (at) => written(at, KEY).split("/").reverse().join("-");

export const fullTime = (at) => `${written(at, FORMS.date_long)}, ${clockTime(at)} (${clockTime(at, "UTC")} UTC)`;

export const dayAndTime = (at) => `${written(at, { weekday: "short", day: "numeric", month: "short" })}, ${clockTime(at)}`;

function relative(at) {
  const days = Math.round((Date.parse(dayKey(at)) - Date.parse(dayKey(now()))) / 86400000);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days] ?? null;
}

export function dayName(at) {
  const word = relative(at);
  return word ? word[0].toUpperCase() + word.slice(1) : written(at, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

function part(name, at) {
  if (name === "time") return clockTime(at);
  if (name === "time_secs") return written(at, { ...TIME, second: "2-digit" });
  if (name === "date_num") return dayKey(at);
  if (name === "ago") return ago(at);
  const isPretty = name.endsWith("_pretty") || name === "day_divider_pretty";
  const form = FORMS[name.replace(/_pretty$/, "")];
  return (isPretty && relative(at)) || (form && written(at, form)) || `{${name}}`;
}

function ago(at) {
  const minutes = Math.round((now() - at) / 60000);
  const [count, word] = Math.abs(minutes) < 60 ? [minutes, "minute"] : Math.abs(minutes) < 1440 ? [Math.round(minutes / 60), "hour"] : [Math.round(minutes / 1440), "day"];
  return new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" }).format(-count, word);
}

/** Slack's `<!date^…>`: its pattern filled in for this viewer; the first letter is large at the beginning, as in Slack. */
export function slackDate(unix, pattern) {
  const at = new Date(Number(unix) * 1000);
  const text = pattern.replace(/\{(\w+)\}/g, (_, name) => part(name, at));
  return pattern.startsWith("{") ? text[0].toUpperCase() + text.slice(1) : text;
}
