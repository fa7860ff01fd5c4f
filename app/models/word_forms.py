from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.i18n import Locale


class WordForm(Base):
    """A form of a word that the stemmer does not reduce to the same stem. Lower case, without accents."""

    __tablename__ = "word_forms"
    __table_args__ = (Index(None, "language", "lemma"),)

    language: Mapped[Locale] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    lemma: Mapped[str] = mapped_column(primary_key=True)  # the word, which is a form of itself
    ambiguous: Mapped[bool]  # it is another word too: it is found by the lemma, and as itself
