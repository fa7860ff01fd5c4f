"""A visit to a link, by a person or by a program that fetches it before a person does."""

from typing import NamedTuple, Self

# Link previews and crawlers. WhatsApp fetches the preview; its readers use their browser.
ROBOTS = ("bot", "crawl", "spider", "facebookexternalhit", "whatsapp/", "preview", "embedly", "mastodon/", "imgproxy")
PHONES = "cubot"  # a phone maker whose name ends in « bot »


class Visit(NamedTuple):
    token: str
    robot: bool = False

    @classmethod
    def by(cls, token: str, method: str, user_agent: str) -> Self:
        agent = user_agent.lower().replace(PHONES, "")
        return cls(token, method == "HEAD" or any(name in agent for name in ROBOTS))
