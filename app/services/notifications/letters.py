"""Every mail, in the reader’s language, as text and HTML. « tu » for people with an account; strangers are not
addressed.

The recipient of a story by mail has no account and may be a recruiter.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.core.dates import say_day
from app.core.i18n import Locale, Words
from app.core.text import INVISIBLE, UNSAFE, unbroken

LONGEST_SUBJECT = 120
COLON = Words("\u00a0:", ":")
SIGN_IN = Words("{code} est ton code Day Tripper", "{code} is your Day Tripper code")
STORY_SUBJECT = Words("{sender} partage une story : {title}", "{sender} shares a story: {title}")
SOMEONE = Words("Une personne", "Someone")
WRITES = Words("{who} écrit\u00a0:", "{who} writes:")
QUOTATION_MARKS = Words("«\u00a0{words}\u00a0»", "“{words}”")
PRIVACY = Words("Données et vie privée", "Data and privacy")
ZERO_WIDTH_SPACE = "\u200b"
HOME = "\ue000"  # placeholder: the installation's address replaces it when a mail is posted
WAY_OUT = "\ue001"  # placeholder of the page that stops such mails


@dataclass(frozen=True, slots=True)
class LetterBody:
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()
    kind: str = ""

    def sent_from(self, home: str) -> "LetterBody":
        """Replace the placeholder by the installation's address."""
        return replace(self, text=self.text.replace(HOME, home), html=self.html.replace(HOME, home))

    def with_link(self, place: str, link: str) -> "LetterBody":
        return replace(self, text=self.text.replace(place, link), html=self.html.replace(place, link))

    def with_way_out(self, link: str) -> "LetterBody":
        text, html = self.text.replace(WAY_OUT, link), self.html.replace(WAY_OUT, link)
        return replace(self, text=text, html=html, headers=one_click(link))


@dataclass(frozen=True, slots=True)
class Quotation:
    """A person's own words, marked as a quotation."""

    who: str
    quoted: str
    words: str

    @property
    def text(self) -> str:
        return "\n".join([self.who, *(f"> {line}".rstrip() for line in self.words.splitlines())])

    @property
    def preview(self) -> str:
        return f"{self.who} {line(self.quoted)}"


def quotation(locale: Locale, words: str | None, name: str, says: Words = WRITES) -> Quotation | None:
    quote = inert((words or "").strip())
    return Quotation(says.in_(locale, who=name), QUOTATION_MARKS.in_(locale, words=quote), quote) if quote else None


def one_click(link: str) -> tuple[tuple[str, str], ...]:
    """Return the headers for one-click unsubscribing in mail programs (RFC 8058)."""
    return ("List-Unsubscribe", f"<{link}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")


def sign_in_letter(locale: Locale, *, code: str, link: str, minutes: int) -> LetterBody:
    """The code comes first in the subject, so that it can be read without opening the mail."""
    subject = SIGN_IN.in_(locale, code=code)
    return written("sign_in", locale, subject, code=code, link=link, minutes=minutes)


def story_shared_letter(  # noqa: PLR0913  a letter has that many blanks
    locale: Locale, *, sender_name: str | None, story_title: str, message: str | None, link: str, ends_on: date | None
) -> LetterBody:
    sender = line(sender_name or "") or SOMEONE.in_(locale)
    title = line(story_title)
    return written(
        "story_shared",
        locale,
        STORY_SUBJECT.in_(locale, sender=sender, title=title),
        sender=sender,
        story_title=title,
        said=quotation(locale, message, sender),
        link=link,
        ends_on=ends_on and say_day(ends_on, locale),
    )


def written(name: str, locale: Locale, subject: str, **blanks: object) -> LetterBody:
    subject = subject if len(subject) <= LONGEST_SUBJECT else subject[: LONGEST_SUBJECT - 1].rstrip() + "…"
    blanks |= {"locale": locale, "subject": subject, "notice": PRIVACY.in_(locale), "notice_link": f"{HOME}/privacy"}
    blanks["way_out"] = WAY_OUT
    text, html = (_LETTERS.get_template(f"{name}.{locale}.{kind}").render(blanks) for kind in ("txt", "html"))
    text = f"{text.rstrip()}\n\n{blanks['notice']}{COLON.in_(locale)} {blanks['notice_link']}\n"
    return LetterBody(unbroken(subject), unbroken(text), unbroken(html), kind=name)


def line(words: str) -> str:
    """Return one line: a newline in a subject would begin a header. Non-breaking spaces stay."""
    return inert(re.sub(r"[^\S\u00a0\u202f]+", " ", UNSAFE.sub(" ", INVISIBLE.sub("", words))).strip())


def inert(words: str) -> str:
    """Return the text with the same look, but without addresses that a mail program turns into links."""
    return re.sub(r"(?<=:)(?=//)|(?<=\w)(?=\.[^\W\d_])", ZERO_WIDTH_SPACE, words)


_LETTERS = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    auto_reload=False,
)
