// Wall clock of a zone and Unix seconds, both ways.

function wall(at, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(at);
  const get = (type) => parts.find((p) => p.type === type).value;
  return `${get("year")}-${get("month")}-${get("day")}T${get("hour")}:${get("minute")}`;
}

export const toLocal = (unix, zone) => wall(new Date(unix * 1000), zone);

/** Twice, because the offset of the guess may be that of the other side of a clock change. */
export function fromLocal(local, zone) {
  const wanted = Date.parse(`${local}Z`);
  let guess = wanted;
  for (let turn = 0; turn < 2; turn++) guess += wanted - Date.parse(`${wall(new Date(guess), zone)}Z`);
  return Math.floor(guess / 1000);
}
