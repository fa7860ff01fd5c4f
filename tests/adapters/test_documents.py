from pathlib import Path

import pytest

from app.core.ports import Rejected, Rendition
from tests.support import media
from tests.support.renditions import render


def test_a_pdf_is_kept_for_its_owner_and_shown_to_nobody(tmp_path: Path) -> None:
    rendition = render(tmp_path, "document", "application/pdf", media.pdf())
    assert rendition == Rendition((), "application/pdf", None, None, None, None, None, None, None)


@pytest.mark.parametrize(
    "content",
    [media.truncated(media.pdf()), b"%PDF-", b"%PDF-1.7", b"%PDF-9.9\nstartxref\n0\n%%EOF", b"%PDF-1.4\n%%EOF"],
)
def test_a_pdf_without_its_end_or_its_version_is_unreadable(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="unreadable"):
        render(tmp_path, "document", "application/pdf", content)


def test_a_picture_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="wrong_type"):
        render(tmp_path, "document", "application/pdf", media.jpeg())


def test_a_file_without_a_byte_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="unreadable"):
        render(tmp_path, "document", "application/pdf", b"")
