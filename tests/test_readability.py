"""What people read is easy to read: at least 60 of Kandel and Moles in French, and 80 in simple French, where no
sentence has more than twelve words. What people write themselves is left out."""

import html
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import chain
from statistics import median
from typing import cast

import pytest

from app.core.i18n import Language, Locale, Words
from app.services.notifications.mail_bodies import MailBody, MailKind
from tests.support import catalogues
from tests.support.every_mail import Names, every_mail
from tests.support.readability import score, sentences
from tests.web.samples import PAGES

SAMPLES = cast(Mapping[str, Callable[[Language], str]], PAGES)
FRENCH, SIMPLE = Locale.FR, Locale.FR.simple()
LEAST = {FRENCH: 60, SIMPLE: 80}
LONGEST = 12  # words of a simple sentence
FEW = 5  # refusals
NAMES = Names(title="Un an", message=None)
LAWFUL = {"legal", "accessibility"}  # their sentences are those of a decree, and people sign the form
CONTENTS = {"story", "spare story"}  # what their author wrote
PROBLEMS = re.compile(
    r"app/(api|core|models|policies|schemas|services)/(?!data_map|.*(_templates|_texts|mail_bodies)\.py)"
)
EXPERT = re.compile(r"app/policies/data_map/processing\.py")  # the register of article 30
PLACE = re.compile(r"[\w.+-]+@[\w.-]+\w|\S*(?:://|\ue000|\ue001)\S*")  # an address, as one name
BREAK = r"</?(?:p|li|h\d|div|dt|dd|label|button|legend|summary|option|ul|section|span)\b[^>]*>"


def mails(language: Language) -> list[MailBody]:
    return list(every_mail(cast(Locale, language), NAMES))


def of_mail(mail: MailBody) -> str:
    """Return the subject, the line beside it, and the text."""
    _, _, preview = mail.html.partition('overflow: hidden;">')
    return PLACE.sub("Lou", html.unescape(f"{mail.subject}\n{preview.partition('</div>')[0]}\n{mail.text}"))


def of_page(page: str) -> str:
    """Return what the page says, without the names of other pages above and below it."""
    content = re.sub(r"(?s)<(script|head|header|footer|svg|blockquote)\b.*?</\1>|<div class=\"prose.*?</div>", "", page)
    return PLACE.sub("Lou", html.unescape(re.sub(r"<[^>]+>", "", re.sub(BREAK, "\n", content))))


def texts(language: Language) -> dict[str, str]:
    """Return what each mail and page says, by its name."""
    pages = {name: of_page(show(language)) for name, show in SAMPLES.items() if name not in LAWFUL | CONTENTS}
    return {f"{mail.kind} {number}": of_mail(mail) for number, mail in enumerate(mails(language))} | pages


def refusals(language: Language) -> dict[str, list[str]]:
    """Return the words of refusals by package, and small packages as one: few words have no measure."""
    findings: dict[str, list[str]] = defaultdict(list)
    for message in catalogues.extracted():
        for text in message.id if isinstance(message.id, tuple) else (message.id,):
            words = re.sub(r"`[^`]*`|{[^}]*}", "Lou", Words(str(text), context=message.context).in_(language))
            for file in {file for file, _ in message.locations if text and PROBLEMS.match(file)}:
                findings["/".join(file.split("/")[1:-1])].append(words)
    small = [package for package, words in findings.items() if len(words) < FEW]
    findings["small"] = list(chain.from_iterable(findings.pop(package) for package in small))
    return findings


def test_each_mail_is_among_those_that_are_measured() -> None:
    assert {mail.kind for mail in mails(FRENCH)} == set(MailKind)


@pytest.mark.parametrize("language", LEAST)
def test_each_mail_and_page_is_easy_to_read(language: Language) -> None:
    scores = {name: score([text]) for name, text in texts(language).items()}
    assert len(scores) > 140
    assert {name: round(value) for name, value in scores.items() if value < LEAST[language]} == {}
    assert median(scores.values()) > LEAST[language] + 10


@pytest.mark.parametrize("language", LEAST)
@pytest.mark.slow
def test_refusals_are_easy_to_read(language: Language) -> None:
    scores = {package: score(words) for package, words in refusals(language).items()}
    assert len(scores) > 15
    assert {package: round(value) for package, value in scores.items() if value < LEAST[language]} == {}


def test_a_simple_sentence_has_few_words() -> None:
    words = [*texts(SIMPLE).values(), *chain.from_iterable(refusals(SIMPLE).values())]
    long = {" ".join(sentence) for text in words for sentence in sentences(text) if len(sentence) > LONGEST}
    assert long == set()


def test_a_semicolon_makes_no_two_of_a_long_simple_sentence() -> None:
    known = [message for message in catalogues.extracted() if not isinstance(message.id, tuple) and message.id]
    read = [message for message in known if not any(EXPERT.match(file) for file, _ in message.locations)]
    words = [
        Words(str(message.id), context=message.context).in_(SIMPLE) for message in read if "{status}" not in message.id
    ]
    long = [
        text for text in words if max(map(len, sentences(text.replace(";", ","))), default=0) > LONGEST and ";" in text
    ]
    assert len(words) > 1000
    assert long == []


def test_a_page_that_asks_or_explains_says_it_otherwise_in_simple_french() -> None:
    for name in ("privacy", "access", "guardian", "invitation", "place kept", "year of birth claimed"):
        assert of_page(SAMPLES[name](SIMPLE)) != of_page(SAMPLES[name](FRENCH)), name
        assert '<html lang="fr-x-simple">' in SAMPLES[name](SIMPLE)


def test_the_measure_finds_what_is_hard_to_read() -> None:
    law = (
        "La personne concernée a le droit d’obtenir du responsable du traitement la limitation du traitement lorsque "
        "l’exactitude des données à caractère personnel est contestée par la personne concernée, pendant une durée "
        "permettant au responsable du traitement de vérifier l’exactitude des données à caractère personnel."
    )
    assert score([law]) < LEAST[FRENCH]
    assert score(["Le chat dort. Il a faim."]) > LEAST[SIMPLE]
    assert len(sentences(law)[0]) > LONGEST
