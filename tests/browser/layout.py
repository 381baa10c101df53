"""How a sheet is laid out: two columns, read one after the other, each reply under what led to it."""

from __future__ import annotations

import base64
from html import escape

from playwright.async_api import Browser, ViewportSize

from tests.browser.sheet import Piece, Theme

LAYOUT = """
  body { margin: 0; padding: 22px 24px 10px; width: 1184px; color: #2a241e; }
  body { font: 15px/1.45 Inter, "DejaVu Sans", sans-serif; }
  h1 { font-size: 20px; margin: 0 0 2px; } header p { margin: 0 0 18px; color: #5f574d; }
  main { column-count: 2; column-gap: 24px; }
  figure { break-inside: avoid; margin: 0 0 17px; }
  figcaption { font-size: 13px; color: #5f574d; margin: 0 2px 4px; overflow-wrap: anywhere; }
  code { font: 12.5px "DejaVu Sans Mono", monospace; color: #2a241e; }
  code { background: #f3efe9; border-radius: 4px; padding: 1px 4px; }
  img { display: block; max-width: 580px; border: 1px solid #ded7cd; border-radius: 8px; }
"""


async def laid_out(browser: Browser, theme: Theme, pieces: list[Piece]) -> bytes:
    """The whole sheet as one picture, two columns read one after the other."""
    page = await browser.new_page(viewport=ViewportSize(width=1232, height=200))
    figures = "".join(_figure(piece) for piece in pieces)
    head = f"<header><h1>{escape(_title(theme))}</h1><p>{escape(theme.about)}</p></header>"
    await page.set_content(f"<!doctype html><style>{LAYOUT}</style>{head}<main>{figures}</main>")
    picture = await page.screenshot(full_page=True)
    await page.close()
    return picture


def _title(theme: Theme) -> str:
    words = theme.name.replace("-", " ").replace("slack", "Slack").replace("fireline", "Fireline")
    return words[0].upper() + words[1:]


def _figure(piece: Piece) -> str:
    data = base64.b64encode(piece.picture).decode()
    return f'<figure><figcaption>{_marked(piece.caption)}</figcaption><img src="data:image/png;base64,{data}"></figure>'


def _marked(caption: str) -> str:
    """`code` and *bold* of a caption as HTML."""
    parts = escape(caption).split("`")
    coded = "".join(part if at % 2 == 0 else f"<code>{part}</code>" for at, part in enumerate(parts))
    bits = coded.split("*")
    return "".join(bit if at % 2 == 0 else f"<strong>{bit}</strong>" for at, bit in enumerate(bits))
