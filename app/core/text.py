"""Text as it may be stored: normalised first, then checked."""

import re
import unicodedata
from collections.abc import Mapping

import idna

from app.core.i18n import Language, Words

# PostgreSQL refuses NUL and lone surrogates; screens cannot show the other controls.
UNSAFE = re.compile(r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\uD800-\uDFFF\uFFFE\uFFFF]")
# Marks of direction, and the byte order mark: keyboards write them, and nobody can take out what they do not see. The
# letters know their direction; an override lies to readers.
INVISIBLE = re.compile(r"[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]")
# Letters without a shape: joiners, fillers, selectors, tags. Emoji hold some of them beside what shows.
SHAPELESS = re.compile(
    r"[\s\u00AD\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202F\u205F-\u206F\u2800\u3000\u3164"
    r"\uFE00-\uFE0F\uFEFF\uFFA0\uFFF9-\uFFFB\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]*"
)
OPEN_SOUND = re.compile(r"[aeiouœæ]|y(?![aeiou])")
LINE_BREAK = re.compile(r"[\n\r\u2028\u2029]")
COUNTED = re.compile(
    r"(?<!\d)(\d{1,3}|1er) (?=\d{2,3}(?!\d)|(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre"
    r"|novembre|décembre|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|ans|mois|jours|heures|years|months|days|hours)\b)"
)

# Words before the name of nobody: « mon tuteur ».
DESCRIBING = re.compile(
    r"l[ea]|les|une?|des|[mts](on|a|es)|[nv]o(s|tre)|leurs?|the|an?|my|your|his|her|its|our|their|l[’'].*",
    re.IGNORECASE,
)

# Domains whose addresses reach one mailbox, by the name it is compared under; all of them ignore dots before the @.
DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"} | dict.fromkeys(
    ("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), "proton.me"
)


def clean(text: str) -> str:
    """Return NFC without invisible marks. Raises ValueError for forbidden characters."""
    if UNSAFE.search(text):
        raise ValueError("unsafe characters")
    return unicodedata.normalize("NFC", INVISIBLE.sub("", text))


def is_blank(text: str) -> bool:
    return SHAPELESS.fullmatch(text) is not None


def first_name(name: str) -> str:
    """Shorten the family name to its initial: « Karim B. » for « Karim Benali ».

    Descriptions (« mon tuteur », « la voisine ») stay; capitalised words in them count as a name.
    """
    first, *rest = name.split() or [""]
    if DESCRIBING.fullmatch(first):
        return " ".join([first, *(_initial(item) if item[0].isupper() else item for item in rest)])
    return f"{first} {_initial(rest[-1])}" if rest else first


def _initial(word: str) -> str:
    return f"{word[0].upper()}."


def compact(code: str) -> str:
    """Return a code without the capitals, spaces and hyphens that keyboards add."""
    return re.sub(r"[\s_\u2010\u2011\u2013-]", "", INVISIBLE.sub("", code)).lower()


def visible(text: str) -> str:
    """Return the visible part of an external text, without the characters that `clean` refuses."""
    return INVISIBLE.sub("", UNSAFE.sub("", text)).strip()


def normalise_email(address: str) -> str:
    """NFKC, case folded, the domain in IDNA. This form is stored, compared and mailed to.

    Raises ValueError for an address that cannot be one.
    """
    address_text = unicodedata.normalize("NFKC", clean(address.strip())).casefold()
    local, _, domain = address_text.rpartition("@")
    if not local or len(local) > 64 or re.search(r"[\s\"(),:;<>@\[\\\]]", local):  # noqa: PLR2004  RFC 5321 §4.5.3.1.1
        raise ValueError("not an e-mail address")
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode()
    except idna.IDNAError as error:
        raise ValueError("not an e-mail address") from error
    if "." not in ascii_domain:
        raise ValueError("not an e-mail address")
    return f"{local}@{ascii_domain}"


def mailbox_of(address: str) -> str:
    """Return the mailbox that a normalised address reaches: two addresses of one mailbox are equal here.

    Only comparisons use it; mail never goes to it.
    """
    local, _, domain = normalise_email(address).rpartition("@")
    name, same_domain = local.partition("+")[0] or local, DOTLESS.get(domain, domain)
    return f"{name.replace('.', '') if domain in DOTLESS else name}@{same_domain}"


def isolated(text: str) -> str:
    """Wrap external words for a sentence: right-to-left text must not turn the sentence round."""
    turns = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if turns else text


def elided(french: str, blanks: Mapping[str, object]) -> str:
    """« que {of} » and « de {of} » as they are written before that name: « qu’Inès », « d’Yves », « de Yanis »."""
    for name, value in blanks.items():
        if isinstance(value, str) and OPEN_SOUND.match(unicodedata.normalize("NFD", value[:2]).casefold()):
            french = re.sub(rf"\b([Qq]u|[Dd])e {{{name}}}", rf"\1’{{{name}}}", french)
    return french


def with_elision(words: Words, language: Language, elidable: Mapping[str, object], **blanks: object) -> str:
    """Say the words; in French, elided before the names among `elidable`."""
    sentence = words.sentence(language, blanks.get("count"))
    if not blanks:
        return sentence
    return (elided(sentence, elidable) if language.is_french else sentence).format(**blanks)


def unbroken(text: str) -> str:
    """Replace the spaces before French punctuation by non-breaking ones."""
    return re.sub(r"(?<=\S) (?=[:;!?»%€](?:\s|$|[,.)]))|(?<=«) (?=\S)", "\N{NO-BREAK SPACE}", text)


def together(text: str) -> str:
    """Keep a number on the line of its unit or month, and of its other digits: « 3 mars 2026 », « 1 000 signes »."""
    return COUNTED.sub("\\1\N{NO-BREAK SPACE}", text)


def capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def plain(words: str) -> str:
    """Lower the case and remove the accents, as plain_words() in PostgreSQL."""
    letters = unicodedata.normalize("NFD", words.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
