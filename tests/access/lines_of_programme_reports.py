"""Reports of programmes: written by who leads the community, read by nobody below or above without a grant."""

from collections.abc import Mapping

from app.core.ids import uuid7
from tests.access.lines import MANAGER, REFUSALS, TEAM, Cell, Line
from tests.access.settlement import group

PERIOD = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
AT_DRAFT = {"report_id": "draft_report"}
AT_GRANT = {"grant_id": "report_grant"}


def _report(cell: Cell) -> object:
    return {"community_id": cell.settlement.ids["community"], "title": group("report")} | PERIOD


def _of_programme(cell: Cell) -> object:
    """A draft of a programme, which its team writes, too."""
    return {"programme_id": cell.settlement.ids["programme"], "title": group("report")} | {
        "community_id": cell.settlement.ids["community"],
        **PERIOD,
    }


def _link(cell: Cell) -> object:
    target = {"type": "report", "id": cell.settlement.ids["report"]}
    return {"target": target, "audience": {"type": "link"}, "purpose": "publication"}


def _in_community(cell: Cell) -> object:
    return f"community_id={cell.settlement.ids['community']}"


async def _validated(cell: Cell) -> None:
    await cell.does("manager", "PUT", f"/v1/reports/{cell.settlement.ids['draft_report']}/validation")


LINES: Mapping[str, Line] = {
    "list_community_reports": Line(TEAM, tells=TEAM),
    "list_granted_reports": Line(MANAGER),
    "get_report": Line(MANAGER, tells=MANAGER),
    "get_report:of a programme": Line(TEAM, tells=TEAM, at={"report_id": "programme_report"}),
    "put_report": Line(MANAGER, tells=MANAGER, body=_report),
    "put_report:a new one": Line(MANAGER, tells=MANAGER, at={"report_id": lambda _: uuid7()}, body=_report),
    "put_report:of a programme": Line(TEAM, tells=TEAM, at={"report_id": lambda _: uuid7()}, body=_of_programme),
    "patch_report": Line(MANAGER, tells=MANAGER, body={"kind": "annual"}),
    "get_report_figures": Line(MANAGER),
    "validate_report": Line(MANAGER, tells=MANAGER, at=AT_DRAFT),
    "publish_report": Line(MANAGER, tells=MANAGER, at=AT_DRAFT, before=_validated),
    "withdraw_report": Line(MANAGER),
    "get_report_edition": Line(MANAGER, sees=MANAGER, tells=MANAGER),  # who carries an action of the plan
    "get_report_edition_as": Line(MANAGER, sees=MANAGER, tells=MANAGER, at={"suffix": lambda _: "csv"}),
    "check_report_edition": Line(MANAGER),
    "create_grant:of a report": Line(MANAGER, tells=MANAGER, body=_link, refused=REFUSALS | {422}),
    "list_grants:of a community": Line(MANAGER, tells=MANAGER, query=_in_community),
    "get_grant:of a community": Line(MANAGER, tells=MANAGER, at=AT_GRANT),
    "patch_grant:of a community": Line(MANAGER, tells=MANAGER, at=AT_GRANT, body={"label": "Pour la Région"}),
    "delete_grant:of a community": Line(MANAGER, at=AT_GRANT),
    "get_grant_accesses:of a community": Line(MANAGER, at=AT_GRANT),
    "get_grant_qr:of a community": Line(MANAGER, at=AT_GRANT),
}
