"""`python -m app seed`: invented people use a running server, through its public API, as clients would."""
