"""What Ghost keeps a text in where an export has no HTML of it: Lexical, Mobiledoc, Markdown."""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from markdown_it import MarkdownIt

DEEPEST = 100
BOLD, ITALIC, STRUCK, CODE = 1, 2, 4, 16  # Lexical's IS_BOLD, IS_ITALIC, IS_STRIKETHROUGH, IS_CODE
SIGNS = ((CODE, "code"), (STRUCK, "s"), (ITALIC, "em"), (BOLD, "strong"))
AROUND = {
    "paragraph": "p", "quote": "blockquote", "extended-quote": "blockquote",
    "aside": "blockquote", "listitem": "li", "tablerow": "tr", "tablecell": "td", "table": "table",
}  # fmt: skip
# Mobiledoc 0.3: what the numbers at the head of its sections mean.
MARKUP, IMAGE, LIST, CARD = 1, 2, 3, 10


def html_of(post: dict[str, Any]) -> str:
    """The post's text as HTML; "" when there is none. Raises: ValueError when it is broken."""
    if (post.get("html") or "").strip():
        return str(post["html"])
    try:
        if post.get("lexical"):
            return _lexical(json.loads(post["lexical"])["root"], 0)
        if post.get("mobiledoc"):
            return "".join(_mobiledoc(json.loads(post["mobiledoc"])))
    except (KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"its text has another form than Ghost's: {error!r}") from error
    return str(_markdown.render(str(post.get("markdown") or "")))


def _lexical(node: dict[str, Any], depth: int) -> str:
    if depth > DEEPEST:
        raise ValueError(f"its text is more than {DEEPEST} levels deep")
    kind = node.get("type", "")
    if kind in ("text", "extended-text", "code-highlight"):
        words = escape(str(node.get("text", "")))
        form = node.get("format") or 0
        for sign, tag in SIGNS:
            words = f"<{tag}>{words}</{tag}>" if int(form) & sign and words.strip() else words
        return words
    if kind in ("linebreak", "tab"):
        return "<br>" if kind == "linebreak" else " "
    inner = "".join(_lexical(child, depth + 1) for child in node.get("children") or ())
    if kind in ("link", "autolink"):
        return f'<a href="{escape(str(node.get("url", "")))}">{inner}</a>'
    if kind in ("heading", "extended-heading"):
        tag = node["tag"] if node.get("tag") in ("h1", "h2", "h3", "h4", "h5", "h6") else "h2"
        return f"<{tag}>{inner}</{tag}>"
    if kind == "list":
        tag = "ol" if node.get("listType") == "number" else "ul"
        return f"<{tag}>{inner}</{tag}>"
    if kind in AROUND:
        return f"<{AROUND[kind]}>{inner}</{AROUND[kind]}>"
    return inner or _card(kind, node)


def _mobiledoc(doc: dict[str, Any]) -> Iterator[str]:
    for section in doc["sections"]:
        if section[0] == MARKUP:
            tag = section[1] if section[1] in ("h1", "h2", "h3", "h4", "blockquote") else "p"
            yield f"<{tag}>{_markers(doc, section[2])}</{tag}>"
        elif section[0] == IMAGE:
            yield f'<img src="{escape(section[1])}">'
        elif section[0] == LIST:
            tag = "ol" if section[1] == "ol" else "ul"
            items = (f"<li>{_markers(doc, item)}</li>" for item in section[2])
            yield f"<{tag}>{''.join(items)}</{tag}>"
        elif section[0] == CARD:
            name, payload = doc["cards"][section[1]]
            yield _card(name, payload)


def _markers(doc: dict[str, Any], markers: list[list[Any]]) -> str:
    """Words between the elements that each opens and closes; an atom is a break of the line."""
    written, opened = [], []
    for kind, opens, closes, value in markers:
        for number in opens:
            tag, *more = doc["markups"][number]
            named = dict(zip(more[0][::2], more[0][1::2], strict=True)) if more else {}
            href = f' href="{escape(named["href"])}"' if "href" in named else ""
            written.append(f"<{tag}{href}>")
            opened.append(tag)
        written.append(escape(str(value)) if kind == 0 else "<br>")
        written += [f"</{opened.pop()}>" for _ in range(closes)]
    return "".join(written)


def _card(kind: str, card: dict[str, Any]) -> str:
    """What a card shows, as HTML; of one that nobody knows, a mark that is told and left out."""
    kind = kind.removeprefix("card-")
    caption = f"<p>{card['caption']}</p>" if card.get("caption") else ""
    if kind == "image":
        return f"{_image(card)}{caption}"
    if kind == "gallery":
        return "".join(map(_image, card.get("images") or ())) + caption
    if kind in ("markdown", "md"):
        return str(_markdown.render(str(card.get("markdown") or "")))
    if kind == "html":
        return str(card.get("html") or "")
    if kind in ("hr", "horizontalrule"):
        return "<hr>"
    if kind in ("code", "codeblock"):
        return f"<pre><code>{escape(str(card.get('code') or ''))}</code></pre>"
    if kind == "callout":
        return f"<blockquote>{card.get('calloutText') or ''}</blockquote>"
    if kind == "toggle":
        return f"<h3>{card.get('heading') or ''}</h3>{card.get('content') or ''}"
    if kind in ("bookmark", "button"):
        address = escape(str(card.get("url") or card.get("buttonUrl") or ""))
        title = (card.get("metadata") or {}).get("title") or card.get("buttonText") or address
        return f'<p><a href="{address}">{escape(str(title))}</a></p>'
    if kind == "paywall":
        return ""
    address = escape(str(card.get("url") or card.get("src") or ""))
    return f'<embed class="{escape(kind)}" src="{address}">'


def _image(card: dict[str, Any]) -> str:
    address, words = str(card.get("src") or ""), str(card.get("alt") or "")
    return f'<p><img src="{escape(address)}" alt="{escape(words)}"></p>'


_markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
