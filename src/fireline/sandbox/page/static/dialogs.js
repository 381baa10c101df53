// Dialogs of the page itself: a question before an act, a file, the pins. The browser's own dialog traps the focus.

import { readFile } from "./acts.js";
import { add, byId, h, iconButton, newId } from "./dom.js";
import { giveBack, keepFocus } from "./focus.js";
import { plain } from "./mrkdwn.js";

export function openDialog({ title, body, foot = [], kind = "", close }) {
  const id = newId("dialog");
  const back = keepFocus();
  const dialog = h(
    "dialog",
    { class: `dialog ${kind}`, "aria-labelledby": id },
    h("header", { class: "dialog-head" }, h("h2", { id }, title), iconButton("close", "Close", () => leave())),
    h("div", { class: "dialog-body", tabindex: "-1" }, body),
    foot.length ? h("footer", { class: "dialog-foot" }, foot) : null,
  );
  function leave() {
    dialog.close();
    dialog.remove();
    if (!document.querySelector("dialog[open]")) giveBack(back, document.activeElement === document.body ? byId("composer-text") : document.activeElement);
    close?.();
  }
  dialog.addEventListener("cancel", (event) => (event.preventDefault(), leave()));
  dialog.addEventListener("click", (event) => event.target === dialog && leave());
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, leave };
}

/** Asks before something that cannot be taken back; gives true for yes. */
export function confirmed({ title, text, confirm, deny, style }) {
  return new Promise((done) => {
    const answer = (is) => () => ((said = is), box.leave());
    let said = false;
    const yes = h("button", { type: "button", class: style === "danger" ? "button danger" : "button primary", on: { click: answer(true) } }, plain(confirm ?? "Yes"));
    const no = h("button", { type: "button", class: "button", on: { click: answer(false) } }, plain(deny ?? "Cancel"));
    const box = openDialog({ title: plain(title), body: h("p", {}, plain(text)), foot: [no, yes], kind: "question", close: () => done(said) });
    yes.focus();
  });
}

/** Opens a file that was shared in a conversation, as text. */
export async function openFile(file) {
  const text = await readFile(file.id).catch((error) => error.message);
  const save = h("a", { class: "button", href: URL.createObjectURL(new Blob([text], { type: "text/plain" })), download: file.name }, "Save");
  const box = openDialog({ title: file.title || file.name, body: h("pre", { class: "file-text", tabindex: "0" }, text), foot: [save], kind: "wide" });
  box.dialog.querySelector("pre").focus();
  add(box.dialog.querySelector(".dialog-head h2"), [h("span", { class: "faint file-name" }, file.name)]);
}
