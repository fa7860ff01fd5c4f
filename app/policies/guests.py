"""What a guest may do: a guest has a token of one room, and asks for the families of guests alone.

A guest is a person without an address (docs/decisions/0137). Whatever counts, mails, finds or erases accounts asks
`is_account`. Which room's things they reach, the policies of rooms, missions and responses say.
"""

from sqlalchemy import ColumnElement

from app.core.errors import Forbidden
from app.core.i18n import Words
from app.models.users import User
from app.policies.session_kinds import SessionKind, operations_of

GUEST_OPERATIONS = operations_of(SessionKind.GUEST)


class NotYourRoom(Forbidden):
    title = Words("Un invité n’ouvre que sa salle")
    advice = Words(
        "Tu es entré sans compte : seules les questions de ta salle s’ouvrent. Avec un compte, tu gardes ce que tu as "
        "fait, et tu ouvres le reste."
    )


def check(operation: str) -> None:
    """Raises NotYourRoom for whatever is not for guests: each new operation waits for its family."""
    if operation not in GUEST_OPERATIONS:
        raise NotYourRoom


def is_account() -> ColumnElement[bool]:
    """The User has an account, and is no guest of a room."""
    return User.guest_of.is_(None)
