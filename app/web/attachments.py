"""Sounds, films and documents, as a page plays them with the controls of the browser."""

from dataclasses import dataclass

from app.web.photos import EditionJson, pictures_of


@dataclass(frozen=True, slots=True)
class Attachment:
    """A sound, a video or a document."""

    media: EditionJson
    caption: str | None
    files: list[EditionJson]
    captions: list[EditionJson]
    poster: EditionJson | None


def attachment(media: EditionJson, caption: str | None) -> Attachment:
    files = [variant for variant in media["variants"] if variant["name"] == media["kind"]]
    captions = [variant for variant in media["variants"] if variant["name"] == "captions"]
    pictures = pictures_of(media)
    poster = next((picture for picture in pictures if picture["name"] == "poster"), pictures[0] if pictures else None)
    return Attachment(media, caption, files, captions, poster)
