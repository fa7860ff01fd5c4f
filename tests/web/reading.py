"""What a page says, to people and to machines."""

import html
import re


def meta(page: str) -> dict[str, str]:
    pairs = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in pairs}


def words_of(page: str) -> str:
    """What is read: no markup, no style, no data."""
    return re.sub(r"[ \n]+", " ", html.unescape(re.sub(r"(?s)<(script|head|svg).*?</\1>|<[^>]+>", "", page)))
