"""What a guest may do: a guest has a token of one room, and asks for what stands here alone.

A guest is a person without an address (docs/decisions/0137). Whatever counts, mails, finds or erases accounts asks
`is_account`. Which room's things they reach, the policies of rooms, missions and responses say.
"""

from sqlalchemy import ColumnElement

from app.core.errors import Forbidden
from app.core.i18n import Words
from app.models.users import User

GUEST_OPERATIONS = frozenset({
    "get_room_state",
    "get_room_live",
    "stream_room",
    "get_mission",
    "put_response",
    "put_proposal",
    "get_proposal",
    "patch_proposal",
    "withdraw_proposal",
    "list_proposals",
    "ask_authorship",
    "leave_authorship",
    "agree_author",
    "delete_response",
    "get_response",
    "get_results",
    "put_address",
    "delete_guest",
})  # fmt: skip


class NotYourRoom(Forbidden):
    title = Words("Un invité n’ouvre que sa salle")
    advice = Words(
        "Tu es entré sans compte : seules les questions de ta salle s’ouvrent. Avec un compte, tu gardes ce que tu as "
        "fait, et tu ouvres le reste."
    )


def check(operation: str) -> None:
    """Raises NotYourRoom for whatever is not for guests: each new operation is refused until it stands above."""
    if operation not in GUEST_OPERATIONS:
        raise NotYourRoom


def is_account() -> ColumnElement[bool]:
    """The User has an account, and is no guest of a room."""
    return User.guest_of.is_(None)
