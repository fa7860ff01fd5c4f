"""Templates into HTML. Each page is given its site, whose language it speaks."""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from app.core.dates import say_day, say_duration
from app.core.i18n import Words
from app.core.text import capital, isolated, together, unbroken, with_elision
from app.services.shared.markdown import render_markdown
from app.web import accessibility, texts
from app.web.assets import asset
from app.web.directions import set_directions
from app.web.site import Site


def render(template: str, site: Site, **values: object) -> str:
    def say(words: Words, **blanks: object) -> str:
        values = {name: isolated(value) if isinstance(value, str) else value for name, value in blanks.items()}
        return together(unbroken(with_elision(words, site.locale, blanks, **values)))

    return set_directions(_PAGES.get_template(template).render(site=site, locale=site.locale, say=say, **values))


def _uncapital(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _address(address: str) -> Markup:
    """Let a line end after `@` and before a point, and nowhere else: in narrow columns only (site.css)."""
    return Markup("<wbr>").join(re.split(r"(?<=@)|(?=\.)", address))


def _label(words: str) -> Markup | str:
    """Set what follows in brackets, as « (facultatif) », like the mark of a field that is required."""
    name, _, mark = words.rpartition(" (")
    return Markup('{} <span class="required">({}</span>').format(name, mark) if name else words


def _environment() -> Environment:
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    pages.filters |= {"markdown": render_markdown, "unbroken": unbroken, "capital": capital, "uncapital": _uncapital}
    pages.filters["together"] = together
    pages.filters |= {"address": _address, "label": _label}
    pages.filters |= {"day": say_day, "length_of_time": say_duration}
    global_names: dict[str, Any] = {"texts": texts, "asset": asset, "accessibility": accessibility}
    pages.globals |= global_names
    return pages


_PAGES = _environment()
