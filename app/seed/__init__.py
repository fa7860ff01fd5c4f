"""`python -m app seed`: people who are made up live in a running server, through its public API, as clients would."""
