from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.i18n import Locale


class WordForm(Base):
    """A form of a word that the stemmer does not bring together with the others. Without accents, in small letters."""

    __tablename__ = "word_forms"
    __table_args__ = (Index(None, "language", "lemma"),)

    language: Mapped[Locale] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    lemma: Mapped[str] = mapped_column(primary_key=True)  # the word, which is a form of itself, too
    ambiguous: Mapped[bool]  # it also is another word: a search for the lemma finds it, and it stands for itself
