"""Pictures of a page made a third of their size: a palette of the colours that matter, chosen in the browser itself."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path

from playwright.async_api import Browser, Page

# Counts the colours, keeps the most frequent ones and gives each pixel the nearest of them.
REDUCE = """async ([picture, most]) => {
  const bitmap = await createImageBitmap(await (await fetch("data:image/png;base64," + picture)).blob());
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, most).map(([pixel]) => pixel);
  const parts = (p) => [p & 255, (p >> 8) & 255, (p >> 16) & 255];
  const palette = kept.map(parts);
  const known = new Map(kept.map((pixel, at) => [pixel, at]));
  const nearest = (pixel) => {
    const [r, g, b] = parts(pixel);
    let best = 0, least = Infinity;
    palette.forEach(([x, y, z], at) => {
      const far = 2 * (x - r) ** 2 + 4 * (y - g) ** 2 + 3 * (z - b) ** 2;
      if (far < least) [best, least] = [at, far];
    });
    known.set(pixel, best);
    return best;
  };
  const indices = Uint8Array.from(pixels, (pixel) => known.get(pixel) ?? nearest(pixel));
  let text = "";
  for (let at = 0; at < indices.length; at += 32768) text += String.fromCharCode(...indices.subarray(at, at + 32768));
  return { width, height, palette: palette.flat(), indices: btoa(text) };
}"""
MOST, MOST_OF_SHEETS = 250, 64


async def reduce_all(browser: Browser, pictures: Iterable[Path]) -> None:
    page = await browser.new_page()
    for picture in sorted(pictures):
        most = MOST_OF_SHEETS if "-replies-" in picture.name else MOST
        picture.write_bytes(await reduced(page, picture.read_bytes(), most))
    await page.close()


async def reduced(page: Page, picture: bytes, most: int) -> bytes:
    """The same picture with at most so many colours."""
    told = await page.evaluate(REDUCE, [base64.b64encode(picture).decode(), most])
    width, height, indices = told["width"], told["height"], base64.b64decode(told["indices"])
    rows = b"".join(b"\0" + indices[at : at + width] for at in range(0, width * height, width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", bytes(told["palette"])), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, content) for kind, content in parts)


def _part(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
