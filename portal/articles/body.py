"""From an author's Markdown to the HTML that stands on the page: only what a text needs.

Raw HTML is left out, pictures come from our own media, headings stand below the page's own.
A sanitiser behind the renderer holds even if the renderer errs.
"""

import html as entities
import re
from collections.abc import Sequence
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from portal.articles import rules
from portal.articles.pictures.widths import sizes_up_to
from portal.articles.pieces import file_name

# A picture's file: sixteen hexadecimal digits of its content, then its size in pixels.
MEDIA_NAME = re.compile(r"[0-9a-f]{16}-([1-9][0-9]{1,3})x([1-9][0-9]{1,3})\.webp")
MEDIA = "/media/"
# To another page, a place on this one, or a mailbox. "//" and "/\" would leave our host.
LINK = re.compile(r"https?://[^\s/\\].*|mailto:[^\s]+|/(?![/\\]).*|#.*", re.IGNORECASE)
FOOTNOTE_ID = re.compile(r"fn(ref)?[0-9]+(:[0-9]+)?")
ADDRESS = re.compile(r'(<(?:a|img) [^<>]*?\b(?:href|src)=")/(?!/)')
FILES = re.compile(r'(?<= srcset=")[^"]*')
# Within a text of 66 characters; a dense telephone is told part of its width, as everywhere.
WITHIN_TEXT = (
    "(min-width: 40rem) 35.5rem, (min-resolution: 2.5x) 60vw, (min-resolution: 1.5x) 92vw, 100vw"
)
# Elements whose content is no text either.
CODE = re.compile(r"<(?:script|style)\b", re.IGNORECASE)
TOP_HEADING, LOWEST_HEADING = 2, 4

TAGS = set(
    "a abbr blockquote br code em h2 h3 h4 hr img li ol p pre s section strong sub sup"
    " table tbody td th thead tr ul".split()
)
CLASSES = {
    "a": {"footnote-backref"},
    "hr": {"footnotes-sep"},
    "li": {"footnote-item"},
    "ol": {"footnotes-list"},
    "section": {"footnotes"},
    "sup": {"footnote-ref"},
    "td": {"figure"},
    "th": {"figure"},
}
ATTRIBUTES = {
    "a": {"href", "title", "rel", "id"},
    "img": {
        "src",
        "srcset",
        "sizes",
        "alt",
        "title",
        "width",
        "height",
        "loading",
        "decoding",
    },
    "li": {"id"},
    "ol": {"start"},
}


@dataclass(frozen=True)
class Body:
    """A text ready for the page: safe HTML, and how many words it has."""

    html: str
    words: int


def render(markdown: str) -> Body:
    """The text as safe HTML.

    Links to scripts, data or unknown schemes lose their address and keep their words; pictures
    from elsewhere are left out; the highest heading becomes `<h2>`.
    """
    env: dict[str, object] = {}
    tokens = _without_empty_paragraphs(_tame(_parser.parse(markdown, env)))
    dirty = _parser.renderer.render(tokens, _parser.options, env)
    clean = _cleaner.clean(dirty).strip()
    plain = entities.unescape(nh3.clean(clean, tags=set()))
    return Body(clean, rules.count_words(plain))


def rooted(body_html: str, prefix: str) -> str:
    """The same text with the addresses on our host beginning with `prefix`, not with "/".

    For a portal under a sub-path, and for feeds, whose addresses must be complete.
    """
    if not prefix:
        return body_html
    moved = FILES.sub(lambda files: files[0].replace(MEDIA, f"{prefix}{MEDIA}"), body_html)
    return ADDRESS.sub(rf"\1{prefix}/", moved)


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "typographer": True})
    parser.enable(["table", "strikethrough", "smartquotes"])
    parser.use(footnote_plugin)
    # What may be linked is decided in `_tame`; refused here, a link would stand there as source.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def _keep(_tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src":
        return value if _media_size(value) else None
    if attribute == "srcset":
        files = (entry.rpartition(" ")[0] for entry in value.split(", "))
        return value if all(map(_media_size, files)) else None
    if attribute == "id":
        return value if FOOTNOTE_ID.fullmatch(value) else None
    if attribute == "href":
        return value if LINK.fullmatch(value) else None
    return value


def _tame(tokens: Sequence[Token]) -> list[Token]:
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = TOP_HEADING - min(levels, default=TOP_HEADING)
    kept = []
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(LOWEST_HEADING, int(token.tag[1]) + shift)}"
        if token.type in ("th_open", "td_open") and "right" in str(token.attrGet("style")):
            token.attrSet("class", "figure")  # the sanitiser lets no style pass
        if token.children:
            token.children = _tame_inline(token.children)
        if token.type != "html_block":
            kept.append(token)
    return kept


def _tame_inline(tokens: Sequence[Token]) -> list[Token]:
    kept, keeps_link, in_code = [], [True], False
    for token in tokens:
        if token.type == "html_inline":
            in_code = bool(CODE.match(token.content))
        if token.type == "link_open":
            keeps_link.append(_allow_link(token))
        if in_code or token.type == "html_inline":
            continue
        if token.type == "image" and not _allow_picture(token):
            continue
        if token.type not in ("link_open", "link_close") or keeps_link[-1]:
            kept.append(token)
        if token.type == "link_close":
            keeps_link.pop()
    return kept


def _allow_link(token: Token) -> bool:
    href = str(token.attrGet("href") or "")
    if href.lower().startswith("http"):
        token.attrSet("rel", "external noopener")
    return bool(LINK.fullmatch(href))


def _allow_picture(token: Token) -> bool:
    address = str(token.attrGet("src") or "")
    size = _media_size(address)
    if size is None:
        return False
    key = address.removeprefix(MEDIA)[:16]
    files = sizes_up_to(int(size[0]), int(size[1]))
    if len(files) > 1:
        entries = (f"{MEDIA}{file_name(key, *file)} {file[0]}w" for file in files)
        token.attrSet("srcset", ", ".join(entries))
        token.attrSet("sizes", WITHIN_TEXT)
    for name, value in zip(("width", "height"), size, strict=True):
        token.attrSet(name, value)
    token.attrSet("loading", "lazy")
    token.attrSet("decoding", "async")
    return True


def _media_size(address: str) -> tuple[str, str] | None:
    name = MEDIA_NAME.fullmatch(address.removeprefix(MEDIA))
    return (name[1], name[2]) if name and address.startswith(MEDIA) else None


def _without_empty_paragraphs(tokens: Sequence[Token]) -> list[Token]:
    empty = {
        place
        for i, token in enumerate(tokens)
        if token.type == "inline" and token.children is not None and not any(
            child.type not in ("text", "softbreak", "hardbreak") or child.content.strip()
            for child in token.children
        )
        for place in (i - 1, i, i + 1)
        if tokens[i - 1].type == "paragraph_open"
    }  # fmt: skip
    return [token for i, token in enumerate(tokens) if i not in empty]


_parser = _make_parser()
_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_keep,
    allowed_classes=CLASSES,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)
