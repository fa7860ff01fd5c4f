"""The final output: changes, addresses to open, accounts, and commands to paste."""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote

from app.core.settings import Settings
from app.seed.cast import Link, Person
from app.seed.life import Life

DIGEST = re.compile(r"(Ne plus recevoir ces résumés)")
ENTRIES = ["ines@example.org", "karima@example.org", "rose@example.org"]
ROLES = (
    ("ines@example.org", "Inès", "an apprentice: a portrait, a mission to answer, a counsellor who sees some of it"),
    ("karima@example.org", "Karima", "leads the community: missions, answers to review, the board"),
    ("rose@example.org", "Rose", "accompanies three people, and waits for Jeanne’s answer"),
    ("jeanne@example.org", "Jeanne", "was asked by Rose, and has not answered yet"),
)


@dataclass(frozen=True)
class Shared:
    """A link to share."""

    title: str
    author: str
    link: Link
    url: str


@dataclass(frozen=True)
class SharedPortrait:
    person: Person
    url: str


@dataclass
class Outcome:
    links: list[Shared]
    community: str = ""
    mission: str = ""  # id of this week's
    portrait: str = ""
    portraits: list[SharedPortrait] = field(default_factory=list)
    committee: str = ""
    reports: dict[str, str] = field(default_factory=dict)  # titles by address, the latest period first
    programmes: list[str] = field(default_factory=list)  # ids: one of last year, one that is over, one that runs
    digest: Path | None = None
    entries: dict[str, str] = field(default_factory=dict)  # links into the application, by address


def conclude(count: int, seconds: float) -> None:
    if count:
        _say(f"\nDone in {seconds:.0f} s: {count} things are new, from experiences to answers and links.")
    else:
        _say(f"\nNothing was changed, in {seconds:.0f} s: all of it was there already.")


def invite(settings: Settings, ines: Life, outcome: Outcome) -> None:
    base, mails = settings.public_base_url, settings.data_dir / "mail"
    _say("\nOpen these, without an account, best in a window as narrow as a phone:")
    for link in outcome.links:
        ending = (
            f", passcode: {link.link.passcode}" if link.link.passcode else ", which is over" if link.link.over else ""
        )
        _say(f"  {link.url}\n      a story: « {link.title} », by {link.author}; link « {link.link.label} »{ending}")
    _say(f"  {outcome.portrait}\n      Inès’s portrait; on paper: {outcome.portrait}.pdf")
    for item in outcome.portraits:
        _say(f"  {item.url}\n      a portrait of {item.person.name}, {item.person.who}; on paper: {item.url}.pdf")
    _say(f"  {outcome.community}\n      the community’s page, where one can ask to join")
    _say(f"  {outcome.committee}\n      a committee: what it did, and what it plans")
    for url, title in outcome.reports.items():
        _say(f"  {url}\n      its report « {title} »: figures, themes, the plan; on paper: {url}.pdf, {url}.ods")
    for programme in outcome.programmes:
        _say(f"  {base}/app/programmes/{programme}\n      a programme of the committee, for its members: sign in first")
    _say(f"  {base}/qui-voit-quoi\n      who sees what, explained")
    _say("\nNobody here is real: the pictures are painted, and a machine reads the voice notes aloud.")
    _say(f"\nMails are files in {mails}: open them with any mail program.")
    if outcome.digest:
        _say(f"  Inès’s digest of this morning: {outcome.digest}")
    else:
        _say("  Inès’s digest comes tomorrow at eight: the database is not within reach from here.")
    _say_entries(outcome)
    _say_accounts(settings.data_dir / "demo")
    _say_how_to_sign_in(base, ines.person.email)
    _say(f"\nOr paste these: for ten minutes, they are {ines.person.name}’s.")
    token = f"-H 'Authorization: Bearer {ines.visitor.token}'"
    for path in ("/v1/experiences?q=mur&has_media=true", "/v1/missions?state=to_do", "/v1/me/accesses"):
        _say(f"  curl -s {quote(base + path)} {token}")
    _say(f"\nThe contract, to try things out: {base}/docs")


def _say_entries(outcome: Outcome) -> None:
    if outcome.entries:
        _say("\nOpen the application as one of them; each link works once, within a day, on this machine alone:")
    for address, name, _ in ROLES:
        if address in outcome.entries:
            _say(f"  {name:7} {outcome.entries[address]}")


def _say_accounts(demo: Path) -> None:
    _say("\nSign in as one of them; each code is a new mail:")
    for address, name, role in ROLES:
        _say(f"  {name:7} {address:20} {role}")
    _say(f"  Second factors, and codes that stand in for them: {demo / 'karima.json'} and {demo / 'rose.json'}")


def _say_how_to_sign_in(base: str, address: str) -> None:
    body = quote(f'{{"email": "{address}"}}')
    _say(f"  curl -s {base}/v1/sessions/codes -H 'Content-Type: application/json' -d {body}")
    proof = quote(f'{{"email": "{address}", "code": "123456", "device_name": "curl"}}')
    _say(f"  curl -s {base}/v1/sessions -H 'Content-Type: application/json' -d {proof}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
