"""The composed portfolio: drafts, editions and formats."""
