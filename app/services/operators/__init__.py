"""Flags, hidings, appeals, statistics and health."""
