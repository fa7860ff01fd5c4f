from urllib.parse import unquote

import pytest

from app.core.filenames import content_disposition

NAMES = {
    "Portrait": ("Portrait.pdf", None),
    "Portrait d’Inès Morel": ("Portrait d'Ines Morel.pdf", "Portrait d’Inès Morel.pdf"),
    "ليلى بن يوسف": ("Portrait.pdf", "ليلى بن يوسف.pdf"),
    "Portrait de Nguyễn Thị Ánh": ("Portrait de Nguyen Thi Anh.pdf", "Portrait de Nguyễn Thị Ánh.pdf"),
    '../..\\"a"\r\nSet-Cookie: x%00': ("a Set-Cookie x 00.pdf", None),
    "...": ("Portrait.pdf", None),
}


@pytest.mark.parametrize("title", NAMES)
def test_a_file_is_named_in_all_letters_and_in_ascii(title: str) -> None:
    ascii_name, name = NAMES[title]
    header = content_disposition("inline", title, "pdf", fallback="Portrait")
    assert header.isascii()
    plain, _, encoded = header.partition("; filename*=UTF-8''")
    assert plain == f'inline; filename="{ascii_name}"'
    assert unquote(encoded) == (name or "")


def test_a_name_ends_somewhere() -> None:
    assert len(content_disposition("inline", "é" * 500, "pdf", fallback="x")) < 1_000
