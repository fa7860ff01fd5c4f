"""Day Tripper. Importing any part of it begins here."""

import gc

gc.set_threshold(50_000)  # loading makes 250,000 permanent objects: collecting them costs a quarter
