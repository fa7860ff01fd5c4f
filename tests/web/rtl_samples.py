"""Pages about somebody who writes in Arabic, read in French."""

import json
from collections.abc import Mapping

from app.core.i18n import Locale
from app.web.pages import guardian_page, portrait_page, story_page
from tests.web.portrait_samples import PORTRAIT, TEMPLATES, portrait
from tests.web.samples import STORY, guardian, story

NAME = "سارة منصور"
PROSE = "سنة في المطبخ.\n\n- خبز\n- Pain\n\n> الخبز حياة"
_TOLD = STORY | {"title": "سنة في المطبخ", "summary": "من أول خدمة.", "author": {"display_name": NAME}}
_TOLD |= {"blocks": [{"kind": "text", "text": PROSE, "language": "fr"}, *STORY["blocks"]]}
_PORTRAIT = json.loads(json.dumps(PORTRAIT, ensure_ascii=False).replace("Inès Morel", NAME).replace("Inès", "سارة"))
PAGES_IN_ARABIC: Mapping[str, str] = {
    "guardian": guardian_page(guardian(of=NAME)),
    "story": story_page(story(_TOLD)),
    **{
        f"{template} portrait": portrait_page(portrait(_PORTRAIT | {"template": template}, Locale.FR))
        for template in TEMPLATES
    },
}
