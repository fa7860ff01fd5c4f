"""What programs may do: for each family of operations, the scope that a token needs.

A token never reads what other people gave to its owner, whatever its scopes: `Actor.reader_id` is nobody then. An
operation that is only about others, that changes who the account is, or that gives access, is for people alone.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.core.errors import Forbidden
from app.core.i18n import Words
from app.models.api_tokens import Scope
from app.policies.session_kinds import FAMILIES, Family, words


class TokenKind(StrEnum):
    PERSONAL = "personal"
    COMMUNITY = "community"


class OutOfScope(Forbidden):
    """Carries `scope`: what the token lacks; null: no token may do this."""

    title = Words("Ce jeton ne permet pas cela")
    advice = Words(
        "`scope` dit le droit qui manque : crée un jeton qui l’a. S’il n’y en a pas, seule une personne peut le faire."
    )


class Access(NamedTuple):
    """The scope that an operation needs, and the kinds of tokens that may have it."""

    scope: Scope
    kinds: tuple[TokenKind, ...] = (TokenKind.PERSONAL,)


_ALL_KINDS = (TokenKind.PERSONAL, TokenKind.COMMUNITY)
_OF_COMMUNITIES = (TokenKind.COMMUNITY,)
SCOPES_OF_FAMILIES: Mapping[Family, Access] = {
    Family.KNOWLEDGE: Access(Scope.JOURNAL_READ),
    Family.READ: Access(Scope.JOURNAL_READ),
    Family.MOMENT: Access(Scope.JOURNAL_READ),
    Family.WRITE: Access(Scope.JOURNAL_WRITE),
    Family.ARRANGE: Access(Scope.JOURNAL_WRITE),
    Family.GRANTS: Access(Scope.GRANTS),
    Family.REVOKE: Access(Scope.GRANTS),
    Family.COMMUNITIES: Access(Scope.COMMUNITY),
    Family.CLASS: Access(Scope.COMMUNITY, _ALL_KINDS),
    Family.MISSIONS: Access(Scope.COMMUNITY, _ALL_KINDS),
    Family.TREES: Access(Scope.COMMUNITY, _ALL_KINDS),
    Family.DIRECTORY: Access(Scope.COMMUNITY, _OF_COMMUNITIES),
    Family.DRIVE: Access(Scope.COMMUNITY, _OF_COMMUNITIES),
    Family.SELF: Access(Scope.ACCOUNT),
    Family.PREFERENCES: Access(Scope.ACCOUNT),
}
SCOPES: Mapping[str, Access] = {
    operation: access for family, access in SCOPES_OF_FAMILIES.items() for operation in FAMILIES[family]
}
# In the protocol of a directory (RFC 7644), which describes itself and is in no document.
SCIM_USERS: Mapping[str, Access] = dict.fromkeys(
    words(
        """
        find_scim_users create_scim_user get_scim_user replace_scim_user patch_scim_user delete_scim_user
        list_scim_groups create_scim_group get_scim_group replace_scim_group patch_scim_group delete_scim_group
        """
    ),
    Access(Scope.SCIM, _OF_COMMUNITIES),
)
PLACED = {"list_missions"}  # without a community these are about the person
# For people alone, in a session of theirs.
PEOPLE_ONLY = frozenset(
    operation for family, operations in FAMILIES.items() if family not in SCOPES_OF_FAMILIES for operation in operations
)


def check(operation: str, kind: TokenKind, scopes: list[str]) -> None:
    """Check that a token of that kind may ask for the operation. Raises OutOfScope."""
    access = SCOPES.get(operation) or SCIM_USERS.get(operation)
    if access is None or kind not in access.kinds:
        raise OutOfScope(scope=None)
    if access.scope not in scopes:
        raise OutOfScope(scope=str(access.scope))


def check_place(operation: str, community_id: UUID | None, place: str | None) -> None:
    """Check that a request that names the community `place` is of the community of a token. Raises OutOfScope."""
    is_elsewhere = place is not None and place.lower() != str(community_id)
    if community_id is not None and (is_elsewhere or (place is None and operation in PLACED)):
        raise OutOfScope(scope=None)
