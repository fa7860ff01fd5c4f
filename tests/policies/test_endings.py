"""Each operation that ends something has connections of its own, or is said to be an ordinary change."""

import re

from starlette.routing import Route

from app.policies.endings import ENDINGS
from app.web.routes import FORMS, FORMS_BELOW, router
from tests.access.lines import operations
from tests.support.documents import whole_document

VERBS = "abandon|block|cancel|close|decline|delete|end|hand_back|hide|leave|refuse|remove|report|revoke|withdraw"
NAME = re.compile(rf"({VERBS})(_|$)")
ORDINARY = {  # gives back rather than ends, or is the end of what nobody is subject to
    "close_mission", "close_programme", "abandon_programme", "unblock_person", "delete_erasure", "doubt_community",
    "terminate_upload",
}  # fmt: skip
ANSWERS = {  # of pages: to what somebody else wants of a person
    "answer_guardian", "answer_place", "send_report",
}  # fmt: skip
FURTHER = {  # whose names do not say so
    "patch_grant", "patch_membership", "create_flag", "create_erasure", "decide_flag", "appeal_hiding",
    "put_notification_preferences",
}  # fmt: skip


def test_each_ending_has_its_line() -> None:
    named = {name for name, method in _all() if NAME.match(name) or method == "DELETE"}
    assert sorted(named - ORDINARY) == sorted(ENDINGS - ANSWERS - FURTHER)


def test_each_line_is_an_operation() -> None:
    assert {*ENDINGS, *ORDINARY} <= {name for name, _ in _all()}


def test_each_form_is_a_page_with_a_name() -> None:
    """By its name, it is known as an ending."""
    names = {
        route.path: route.name
        for route in router.routes
        if isinstance(route, Route) and "POST" in (route.methods or ())
    }
    names.pop("/app/shared")  # what other applications share: it changes nothing here
    assert names.keys() == {*FORMS, *FORMS_BELOW}


def _all() -> list[tuple[str, str]]:
    forms = [
        (route.name, "POST") for route in router.routes if isinstance(route, Route) and "POST" in (route.methods or ())
    ]
    return [*forms, *((item.name, item.method.upper()) for item in operations(whole_document()).values())]
