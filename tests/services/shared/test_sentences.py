from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.portraits.prose import Prose
from app.services.shared.sentences import split_sentences, whole_sentences

TEXTS = {
    "Il tient. Je reviens demain !": ["Il tient.", "Je reviens demain !"],
    "M. Dupont m’a dit : « Bravo. » Puis il est parti.": ["M. Dupont m’a dit : « Bravo. »", "Puis il est parti."],
    "J. Martin, cf. Le Plan, p. 3.5 m. de haut": ["J. Martin, cf. Le Plan, p. 3.5 m. de haut"],
    "Oui… mais non ? Si.": ["Oui… mais non ?", "Si."],
    "Poncer\nVernir\n\nAttendre": ["Poncer", "Vernir", "Attendre"],
    "هل تسمعني؟ نعم.": ["هل تسمعني؟", "نعم."],
    "Sans fin": ["Sans fin"],
    "Un mur. \n Un toit": ["Un mur.", "Un toit"],
    " \n ": [],
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_split_where_its_sentences_end(text: str) -> None:
    assert split_sentences(text) == TEXTS[text]


@given(text=st.text(st.sampled_from("aA .!?…»\n«M1")), longest=st.integers(0, 60))
def test_no_sentence_is_cut(text: str, longest: int) -> None:
    sentences = split_sentences(text)
    assert " ".join(" ".join(sentences).split()) == " ".join(text.split())
    kept = whole_sentences(sentences, longest)
    assert len(kept) <= longest
    assert kept in [" ".join(sentences[:n]) for n in range(len(sentences) + 1)]


@pytest.mark.parametrize("part", ["M. ", "a. ", "Mot. ", ". (", "a\n \n", "[", "[a](", "> ", "« "])
def test_the_longest_text_takes_no_longer_than_its_length(part: str) -> None:
    """A text of 20,000 characters, of which a portrait may have 600: the fifth of a second would be two minutes."""
    text, began = (part * 20_000)[:20_000], process_time()
    Prose.of(text)
    assert process_time() - began < 0.2
