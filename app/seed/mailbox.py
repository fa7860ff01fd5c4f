"""The folder of mails without a server: data_dir/mail."""

import asyncio
import email
import email.policy
import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from app.core.stopped import Stopped

TRIES = 600  # polls, every twentieth of a second
CODE = re.compile(r"\b(\d{6})\b")


class MailMatch(NamedTuple):
    path: Path
    found: str


class Mailbox:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def seen(self) -> set[Path]:
        return set(self._folder.glob("*.eml"))

    def find(self, address: str, pattern: re.Pattern[str], before: Collection[Path] = ()) -> MailMatch | None:
        """Return the latest mail to that address that matches, and the first group of the match."""
        for path in sorted(self.seen().difference(before), reverse=True):
            content = path.read_bytes()
            if address.encode() not in content:  # a quick check: parsing each mail takes long
                continue
            mail = email.message_from_bytes(content, policy=email.policy.default)
            text = mail.get_body(("plain",))
            match = pattern.search(f"{mail['Subject']}\n{text.get_content() if text else ''}")
            if mail["To"] == address and match:
                return MailMatch(path, match.group(1))
        return None

    async def wait(self, address: str, pattern: re.Pattern[str], before: Collection[Path] = ()) -> MailMatch:
        """Wait for a mail. Raises Stopped."""
        for _ in range(TRIES):
            if mail := self.find(address, pattern, before):
                return mail
            await asyncio.sleep(0.05)
        raise Stopped(
            f"No mail to {address} came to {self._folder}. The server has to run with the same DAYTRIPPER_DATA_DIR, "
            "and without DAYTRIPPER_SMTP_URL."
        )
