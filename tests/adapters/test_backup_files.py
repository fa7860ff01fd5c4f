"""What was cut off or has changed is no backup, and standard tools can tell, too."""

import hashlib
import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from app.adapters.backup_files import BackupWriter, DamagedBackup, entries


def whole(tmp_path: Path) -> bytes:
    picture = tmp_path / "picture"
    picture.write_bytes(b"pixels" * 100_000)
    out = io.BytesIO()
    writer = BackupWriter(out)
    writer.add("backup.json", b"{}")
    writer.add_file("objects/key", picture, content_type="image/webp")
    writer.close()
    return out.getvalue()


def taken(data: bytes) -> dict[str, tuple[int, str | None]]:
    return {entry.name: (len(entry.read()), entry.notes.get("content_type")) for entry in entries(io.BytesIO(data))}


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    assert taken(whole(tmp_path)) == {"backup.json": (2, None), "objects/key": (600_000, "image/webp")}


def test_standard_tools_can_check_it(tmp_path: Path) -> None:
    (tmp_path / "backup.tar").write_bytes(whole(tmp_path))
    listing = subprocess.run(
        ["/bin/sh", "-c", "tar xf backup.tar && sha256sum -c SHA256SUMS"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert listing.stdout == "backup.json: OK\nobjects/key: OK\n"


def test_every_kind_of_damage_is_known(tmp_path: Path) -> None:
    good = whole(tmp_path)
    digest = hashlib.sha256(b"pixels" * 100_000).hexdigest().encode()
    copies = (
        b"",
        b"PK\x03\x04" * 300,
        good[:300_000],
        good[:602_112],  # between two members
        good.replace(b"pixelspixels", b"pixelsPixels", 1),
        good.replace(b"objects/key", b"objects/kex", 2),
        good.replace(digest, digest[::-1]),
        whole(tmp_path)[: good.rindex(b"SHA256SUMS")] + bytes(1024),
    )
    for item in copies:
        with pytest.raises(DamagedBackup, match="Nothing was restored"):
            taken(item)


def test_what_is_no_file_is_refused() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        link = tarfile.TarInfo("backup.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(DamagedBackup, match="Nothing was restored"):
        taken(out.getvalue())
