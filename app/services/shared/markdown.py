"""People's Markdown: paragraphs, lists, emphasis, quotes, links. No HTML, no pictures: nothing is loaded from other
sites.
"""

import re
from html import unescape
from typing import cast
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from app.core.text import unbroken

INLINE_RULES = ["newline", "escape", "entity", "backticks", "emphasis", "link", "autolink"]
BLOCK_RULES = ["list", "blockquote", "heading", "hr"]
TAGS = {"p", "br", "strong", "em", "code", "ul", "ol", "li", "blockquote", "hr", "a", "h2", "h3", "h4"}
TURNING = {"bullet_list_open", "ordered_list_open", "blockquote_open"}
REL = "nofollow noopener noreferrer ugc"
SCHEMES = {"http", "https", "mailto"}
LONGEST_LINK = 2_000
EXCERPT = 200


def safe_url(url: str) -> str | None:
    """Return the address if it is safe for a link: http, https or mailto, complete, and without disguise."""
    if len(url) > LONGEST_LINK or re.search(r"[\x00-\x20\x7f\\]", url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme == "mailto":
        return url if re.fullmatch(r"[^@?]+@[^@?]+", parts.path) and not parts.query else None
    # https://bank.example@elsewhere.example shows another host than it opens
    return url if parts.scheme in SCHEMES and host and "@" not in parts.netloc else None


def render_markdown(text: str, heading: int = 3) -> Markup:
    """Safe HTML. Headings are all of one level, that of the place the text stands in: 2 to 4."""
    tokens = _MARKDOWN.parse(unbroken(text))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{heading}"
        elif token.type in TURNING:
            token.attrSet("dir", "auto")  # bullets and lines follow the direction of the text
    html = cast("str", _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
    attributes: dict[str, set[str]] = {
        "a": {"href"},
        "ul": {"dir"},
        "ol": {"start", "dir"},
        "blockquote": {"dir"},
        "*": set(),
    }
    return Markup(nh3.clean(html, tags=TAGS, attributes=attributes, url_schemes=SCHEMES, link_rel=REL))  # noqa: S704  just sanitised


def excerpt(text: str) -> str:
    """Return the beginning of a Markdown text, as plain text for a link's preview."""
    plain = " ".join(unescape(nh3.clean(re.sub(r"<(br|/\w+)>", " ", render_markdown(text)), tags=set())).split())
    if len(plain) <= EXCERPT:
        return plain
    return plain[:EXCERPT].rsplit(" ", 1)[0].rstrip(",;:.!? ") + "…"


def _parser() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 8}).enable(INLINE_RULES + BLOCK_RULES)
    markdown.validateLink = lambda url: safe_url(url) is not None  # type: ignore[method-assign]  # its documented hook
    return markdown


_MARKDOWN = _parser()
