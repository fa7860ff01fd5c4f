"""Somebody holds a link: a person, or a program that looks at it before a person does."""

from typing import NamedTuple, Self

# Link previews and crawlers. WhatsApp is the preview; its readers come with their browser.
ROBOTS = ("bot", "crawl", "spider", "facebookexternalhit", "whatsapp/", "preview", "embedly", "mastodon/", "imgproxy")
PHONES = "cubot"  # whose name ends like a robot's


class Visit(NamedTuple):
    token: str
    robot: bool = False

    @classmethod
    def by(cls, token: str, method: str, user_agent: str) -> Self:
        said = user_agent.lower().replace(PHONES, "")
        return cls(token, method == "HEAD" or any(name in said for name in ROBOTS))
