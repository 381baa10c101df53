"""What is wrong for who reads with a screen reader, sees little contrast or has no mouse, on the whole page."""

from __future__ import annotations

CONTRAST = """() => {
  const light = (c) => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const shine = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at), c = rgb(style.backgroundColor);
      if (style.backgroundImage !== "none") return null;
      if (c.length < 4 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const poor = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !node.checkVisibility() || node.closest(".skip, script, noscript")) continue;
    const below = ground(node);
    if (!below) continue;
    const [a, b] = [shine(rgb(getComputedStyle(node).color)), shine(below)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push(`${walk.currentNode.data.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return poor;
}"""
NAMELESS = """() => [...document.querySelectorAll("button, a[href], input, textarea, select")]
  .filter((n) => n.checkVisibility() && !(n.ariaLabel || n.textContent.trim() || n.labels?.length))
  .map((n) => n.outerHTML.slice(0, 90))"""
# Ids that stand twice, references to nothing, dialogs and lists without a name, not just one main place.
BROKEN = """() => {
  const seen = [...document.querySelectorAll("[id]")].map((n) => n.id);
  const twice = seen.filter((id, at) => seen.indexOf(id) !== at).map((id) => `twice: ${id}`);
  const lost = ["aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant"].flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].flatMap((n) =>
      n.getAttribute(name).split(" ").filter((id) => id && !document.getElementById(id))
        .map((id) => `${name}: ${id}`)));
  const named = "dialog, nav, aside, section[aria-label], [role=listbox], [role=tablist], [role=log], [role=group]";
  const nameless = [...document.querySelectorAll(named)]
    .filter((n) => n.checkVisibility() && !n.ariaLabel && !n.getAttribute("aria-labelledby"))
    .map((n) => `nameless: ${n.outerHTML.slice(0, 60)}`);
  const mains = document.querySelectorAll("main").length === 1 ? [] : ["not one main"];
  const headings = document.querySelectorAll("h1").length === 1 ? [] : ["not one h1"];
  return [...twice, ...lost, ...nameless, ...mains, ...headings];
}"""
# Where the keyboard is, must show: an outline, or the ring of the box around it.
SHOWS_FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  const box = document.activeElement.closest(".composer-box, .offer, .field");
  return style.outlineStyle !== "none" || (box && getComputedStyle(box).boxShadow !== "none")
    || (box && getComputedStyle(box).outlineStyle !== "none");
}"""
MOVING = """() => document.getAnimations().filter((a) => a.playState === "running").length"""
