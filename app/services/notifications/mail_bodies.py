"""The body of a mail: one content made of blocks, as HTML and as text, in the reader's language.

« tu » for people with an account; strangers are not addressed: the recipient of a story by mail may be a recruiter.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.core.i18n import Language, Words
from app.core.ports import Attachment
from app.core.text import INVISIBLE, UNSAFE, capital, unbroken

LONGEST_SUBJECT = 120
COLON = Words("\u00a0:")
SOMEONE = Words("une personne", context="sender")  # `sentence_case` gives it a capital where a sentence begins
WRITES = Words("{name} écrit\u00a0:")
QUOTATION_MARKS = Words("«\u00a0{words}\u00a0»")
PRIVACY = Words("Données et vie privée")
ACCOUNT_REASON = Words("Ce mail est envoyé parce qu’un compte Day Tripper a cette adresse.")
ABOUT_US = Words(  # for strangers
    "Day Tripper est un journal d’expériences de vie et de travail, pour l’orientation tout au long de la vie."
)
STOP_SENDER = Words("Ne plus recevoir de messages de cette personne")
ZERO_WIDTH_SPACE = "\u200b"
HOME = "\ue000"  # placeholder: the installation's address replaces it when a mail is posted
WAY_OUT = "\ue001"  # placeholder of the page that stops such mails

Sentence = Words | str  # ours, with the blanks of the mail; or a text that is complete, such as a name
Phrase = Sentence | Sequence[Sentence | None]  # several sentences make a paragraph
Say = Callable[[Phrase], str]


class MailKind(StrEnum):
    SIGN_IN = auto()
    SECURITY_CHANGE = auto()
    OWN_GRANT = auto()
    ERASURE_REQUEST = auto()
    ERASURE = auto()
    ADDRESS_ERASURE = auto()
    EXPORT = auto()
    RESTORE = auto()
    INACTIVITY = auto()
    AGREEMENT_REQUEST = auto()
    AGREEMENT = auto()
    AGREEMENT_END = auto()
    COMING_OF_AGE = auto()
    OPENINGS = auto()
    KEPT_PLACE = auto()
    BIRTH_YEAR_REQUEST = auto()
    BIRTH_YEAR_CHANGE = auto()
    BIRTH_YEAR_DECISION = auto()
    MEASURE = auto()
    NOTIFICATION = auto()
    DIGEST = auto()
    GATHERED = auto()
    INVITATION = auto()
    STORY = auto()
    PORTRAIT = auto()
    REPORT = auto()
    ENDORSEMENT_REQUEST = auto()
    JOIN_REFUSAL = auto()
    REMOVAL = auto()
    SCHOOL_DOUBT = auto()
    PROGRAM = auto()
    WEBHOOK_END = auto()
    REPORT_RECEIPT = auto()
    REPORT_DECISION = auto()


@dataclass(frozen=True, slots=True)
class Heading:
    words: Phrase
    lead: Phrase | None = None  # the line above

    def text(self, say: Say) -> str:
        return f"{say(self.lead)}\n{say(self.words)}" if self.lead else say(self.words)


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: Phrase
    is_small: bool = False

    def text(self, say: Say) -> str:
        return say(self.words)


@dataclass(frozen=True, slots=True)
class Code:
    words: str

    def text(self, _: Say) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Lines:
    items: Sequence[Phrase]

    def text(self, say: Say) -> str:
        return "\n".join(map(say, self.items))


@dataclass(frozen=True, slots=True)
class Bullets:
    items: Sequence[Phrase]
    lead: Phrase | None = None

    def text(self, say: Say) -> str:
        return "\n".join([*([say(self.lead)] if self.lead else ()), *(f"- {say(item)}" for item in self.items)])


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a digest, and the address of what it is about."""

    words: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a digest, under its name."""

    name: str
    items: Sequence[Entry]

    def text(self, say: Say) -> str:
        lines = (f"- {say(item.words)}" + (f"\n  {item.url}" if item.url else "") for item in self.items)
        return "\n".join([self.name, *lines])


@dataclass(frozen=True, slots=True)
class Link:
    words: Phrase
    url: str
    is_small: bool = False

    def text(self, say: Say) -> str:
        return f"{_labelled(self.words, say)}\n{self.url}"


@dataclass(frozen=True, slots=True)
class Button(Link):
    """The one thing that the mail is for."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A person's own words, marked as a quotation."""

    attribution: str
    words: str
    display: str  # within quotation marks

    @property
    def preview(self) -> str:
        return f"{self.attribution} {line(self.display)}"

    def text(self, _: Say) -> str:
        return "\n".join([self.attribution, *(f"> {line}".rstrip() for line in self.words.splitlines())])


@dataclass(frozen=True, slots=True)
class Numbered:
    """Entries of blocks."""

    entries: Sequence[Sequence["Block | None"]]

    def text(self, say: Say) -> str:
        texts = ("\n".join(block.text(say) for block in entry if block) for entry in self.entries)
        return "\n\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))


Block = Heading | Paragraph | Code | Lines | Bullets | Section | Link | Button | Quotation | Numbered


class Strong(str):
    """A blank that HTML shows in bold."""

    __slots__ = ()

    def __html__(self) -> Markup:
        return Markup("<strong>{}</strong>").format(str(self))


@dataclass(frozen=True, slots=True)
class MailBody:
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()
    attachment: Attachment | None = None
    kind: MailKind | None = None

    def sent_from(self, home: str) -> "MailBody":
        """Replace the placeholder by the installation's address."""
        return self.with_link(HOME, home)

    def with_link(self, place: str, link: str) -> "MailBody":
        return replace(self, text=self.text.replace(place, link), html=self.html.replace(place, link))

    def with_way_out(self, link: str) -> "MailBody":
        return replace(self.with_link(WAY_OUT, link), headers=one_click(link))


def one_click(link: str) -> tuple[tuple[str, str], ...]:
    """Return the headers for one-click unsubscribing in mail programs (RFC 8058)."""
    return ("List-Unsubscribe", f"<{link}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")


def quotation(locale: Language, words: str | None, name: str, attribution: Words = WRITES) -> Quotation | None:
    quote = inert((words or "").strip())
    if not quote:
        return None
    return Quotation(
        sentence_case(locale, attribution.in_(locale, name=name)), quote, QUOTATION_MARKS.in_(locale, words=quote)
    )


def compose(  # noqa: PLR0913  a mail has that many parts
    kind: MailKind,
    locale: Language,
    subject: Sentence,
    *,
    preview: Phrase,
    blocks: Sequence[Block | None],
    reason: Phrase,
    stop: Link | None = None,
    **blanks: object,
) -> MailBody:
    """Render a mail twice. `preview`: the line that mail programs show beside the subject; `reason`: why it is sent."""
    say, markup = partial(_say, str, locale, blanks), partial(_say, escape, locale, blanks)
    title = say(subject)
    title = shortened(title)
    content, privacy = [block for block in blocks if block], f"{HOME}/privacy{locale.in_query}"
    foot = [Paragraph(reason), *([stop] if stop else ()), Paragraph("Day Tripper")]
    texts = [*(block.text(say) for block in (*content, *foot)), f"{_labelled(PRIVACY, say)} {privacy}"]

    def shape(block: Block) -> str:
        macro: Callable[..., str] = getattr(_SHAPES, type(block).__name__)
        return macro(block, markup, shape)

    html = _MAIL.render(
        locale=locale,
        title=title,
        preview=markup(preview),
        content=[shape(block) for block in content],
        reason=markup(reason),
        stop=stop,
        stop_words=stop and markup(stop.words),
        privacy=privacy,
        privacy_words=markup(PRIVACY),
    )
    return MailBody(unbroken(title), unbroken("\n\n".join(texts) + "\n"), unbroken(html), kind=kind)


def line(words: str) -> str:
    """Return one line: a newline in a subject would begin a header. Non-breaking spaces stay."""
    return inert(re.sub(r"[^\S\u00a0\u202f]+", " ", UNSAFE.sub(" ", INVISIBLE.sub("", words))).strip())


def sentence_case(locale: Language, sentence: str) -> str:
    """Write a capital where a sentence begins with somebody without a name."""
    someone = SOMEONE.in_(locale)
    if someone not in sentence:
        return sentence
    words = re.sub(rf"(^|[.?!][ \u00a0]){someone}", lambda begin: f"{begin[1]}{capital(someone)}", sentence)
    return type(sentence)(words)  # markup stays markup


def shortened(words: str, length: int = LONGEST_SUBJECT) -> str:
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def inert(words: str) -> str:
    """Return the text with the same look, but without addresses that a mail program turns into links."""
    return re.sub(r"(?<=:)(?=//)|(?<=\w)(?=\.[^\W\d_])", ZERO_WIDTH_SPACE, words)


def _say(escaped: Callable[[str], str], locale: Language, blanks: Mapping[str, object], phrase: Phrase) -> str:
    match phrase:
        case Words():
            return sentence_case(locale, escaped(unbroken(phrase.in_(locale))).format(**blanks))
        case str():
            return sentence_case(locale, escaped(unbroken(phrase)))
        case _:
            return escaped(" ").join(_say(escaped, locale, blanks, sentence) for sentence in phrase if sentence)


def _labelled(words: Phrase, say: Say) -> str:
    """Put a colon after a label, unless it is a question."""
    label = say(words)
    return label if label.endswith("?") else f"{label}{say(COLON)}"


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    auto_reload=False,
)
_MAIL, _SHAPES = _TEMPLATES.get_template("mail.html"), _TEMPLATES.get_template("blocks.html").module
