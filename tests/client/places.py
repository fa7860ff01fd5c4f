"""Where each text field of the application is typed in by a test. A new field has no place, and fails until it has."""

import re
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "client/src"

# The fields of a file, by what its source calls their ids, and where they are: an address, most of which
# `test_typing.py` opens on a slow phone; or the test that fills them, of those that stand behind many steps.
# Such a field is of its screen alone, or of a draft: `parts/typing.ts` is what all of them have.
PLACES: dict[str, tuple[str, str]] = {
    "parts/action.tsx": ("far-${proposal.id} told-${proposal.id}", "test_programmes_ideas"),
    "parts/delegation.tsx": ("ownership-code ownership-address", "/"),
    "parts/joining.tsx": ("reason", "test_communities"),
    "parts/joining_forms.tsx": ("what parent parent-name", "test_communities"),
    "parts/owner_proof.tsx": ("owner-code", "test_devices"),
    "parts/proof.tsx": ("app-code", "test_manage"),
    "parts/question.tsx": ("code code", "/missions/:id/survey"),
    "screens/ask.tsx": ("name ask-email message", "/talents/:id/ask"),
    "screens/authenticator_app.tsx": ("app-code", "test_devices"),
    "screens/block_content.tsx": ("id id id", "/journals/:id"),
    "screens/capture.tsx": ("text", "/capture"),
    "screens/circumstances.tsx": ("people place organisation", "/moments/:id"),
    "screens/claim.tsx": ("claim", "/claim"),
    "screens/compose.tsx": ("title summary", "/journals/:id"),
    "screens/grant_mail.tsx": ("emails message", "/grants/:id"),
    "screens/guardian_ask.tsx": ("own-name parent-mail parent-name", "test_rights"),
    "screens/guide/ask.tsx": ("code message", "test_guide"),
    "screens/guide/comments.tsx": ("comment", "test_guide"),
    "screens/hidden.tsx": ("name", "test_publishing"),
    "screens/hidings.tsx": ("appeal-${hiding.id}", "test_rights"),
    "screens/idea.tsx": ("title text", "/missions/:id/ideas/:idea"),
    "screens/join.tsx": ("key", "/join"),
    "screens/journal.tsx": ("search", "/"),
    "screens/journals.tsx": ("name", "/journals"),
    "screens/manage/answer.tsx": ("word", "test_manage"),
    "screens/manage/board_lines.tsx": ("find", "test_manage"),
    "screens/manage/decisions.tsx": ("why answer", "test_manage_people"),
    "screens/manage/idea.tsx": ("why", "test_programmes_ideas"),
    "screens/manage/idea_selection.tsx": ("carrier-name due-on", "test_programmes_ideas"),
    "screens/manage/ideas.tsx": ("find", "test_programmes_ideas"),
    "screens/manage/information_pictures.tsx": ("picture-${id}", "test_survey_words"),
    "screens/manage/informations.tsx": (
        "information-title information-text information-until",
        "test_survey_words",
    ),
    "screens/manage/invite.tsx": ("tags", "test_manage_people"),
    "screens/manage/mails.tsx": ("mails-${invitation.id} word-${invitation.id}", "test_manage_people"),
    "screens/manage/member.tsx": ("tags", "test_manage_people"),
    "screens/manage/paper_count.tsx": ("paper-${proposal_id} paper-people paper-present", "test_papers"),
    "screens/manage/people.tsx": ("find", "test_manage_people"),
    "screens/manage/programme_acts.tsx": ("reason", "test_programmes_team"),
    "screens/manage/programme_form.tsx": ("starts-on ask-${ask.key} title territory sector", "test_programmes_team"),
    "screens/manage/programme_heading.tsx": ("title summary starts-on ends-on", "test_programmes_team"),
    "screens/manage/quote_ask.tsx": ("to-quote named-as quote-message", "test_programmes_words"),
    "screens/manage/report_heading.tsx": ("title from to", "test_programmes_reports"),
    "screens/manage/report_sections.tsx": ("section-${place} text-${place}", "test_programmes_reports"),
    "screens/manage/room_form.tsx": ("capacity", "test_rooms"),
    "screens/manage/room_heads.tsx": ("heads", "/manage/:community/rooms/:id"),
    "screens/manage/room_ideas.tsx": ("why-${idea.id}", "test_rooms"),
    "screens/manage/room_now.tsx": ("message", "test_rooms"),
    "screens/manage/room_tickets.tsx": ("tickets", "test_rooms"),
    "screens/manage/write_ballot.tsx": ("limit winners", "test_programmes_writing"),
    "screens/manage/write_call.tsx": ("themes", "test_programmes_writing"),
    "screens/manage/write_event.tsx": (
        "capacity place address online id ${id}-title ${id}-by",
        "test_programmes_writing",
    ),
    "screens/manage/write_skills.tsx": ("${id}-skill", "test_survey_words"),
    "screens/manage/write_survey.tsx": ("id ${id}-options", "test_programmes_writing"),
    "screens/manage/write_translation.tsx": ("id ${id}-options", "test_survey_words"),
    "screens/manage/write_what.tsx": ("title brief", "/manage/:community/missions/new"),
    "screens/manage/write_when.tsx": ("properties", "test_programmes_writing"),
    "screens/menders.tsx": ("id", "test_publishing"),
    "screens/mission.tsx": ("reason", "/missions/:id"),
    "screens/moment.tsx": ("title text question", "/moments/:id"),
    "screens/operate/flags.tsx": ("reason", "test_operate"),
    "screens/operate/schools.tsx": ("secret", "test_operate"),
    "screens/passkeys.tsx": ("name-${passkey.id}", "test_devices"),
    "screens/pick.tsx": ("search", "/journals/:id/add"),
    "screens/portrait_settings.tsx": ("headline about name", "/portrait/:id"),
    "screens/profile.tsx": ("display-name year", "/me/profile"),
    "screens/program_new.tsx": ("token-name", "/me/tokens"),
    "screens/quiet_hours.tsx": ("quiet-from quiet-until", "test_me"),
    "screens/report.tsx": ("text", "/report/:type/:id"),
    "screens/request_quote.tsx": ("words-${id} named-as", "test_programmes_words"),
    "screens/share_passcode.tsx": ("passcode", "test_sharing"),
    "screens/share_until.tsx": ("last-day", "test_sharing"),
    "screens/share_whom.tsx": ("code", "test_sharing"),
    "screens/sign_in.tsx": ("code email", "test_entrance"),
    "screens/talent_add.tsx": ("skill", "/talents/add"),
    "screens/tell.tsx": ("question", "/moments/:id/tell"),
    "screens/verify.tsx": ("second-factor", "test_devices"),
    "screens/welcome.tsx": ("birth-year", "test_entrance"),
}


def opening_tag(text: str, start: int) -> str:
    """Cut an element's opening tag out of a source: its end is the first `>` outside of braces that is no arrow's."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if text[place] == ">" and not depth and text[place - 1] != "=":
            return text[start : place + 1]
    raise AssertionError(text[start:])


def fields() -> dict[str, list[str]]:
    """Name the fields of each source, as it calls their ids."""
    names: dict[str, list[str]] = {}
    for path in sorted(SOURCES.rglob("*.tsx")):
        text = path.read_text()
        for match in re.finditer(r"<Field\b", text):
            tag = opening_tag(text, match.start())
            name = re.search(r"""\bid=(?:"([^"]+)"|\{`([^`]+)`\}|\{(\w+)\})|\{\.\.\.(\w+)\}""", tag)
            assert name, tag
            names.setdefault(path.relative_to(SOURCES).as_posix(), []).append(next(filter(None, name.groups())))
    return names


def routes() -> set[str]:
    return set(re.findall(r'^  \["(/[^"]*)",', (SOURCES / "routes.ts").read_text(), re.MULTILINE))
