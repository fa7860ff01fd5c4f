"""The lean limit: what one machine can do for the information people need, not for the JSON we happen to send."""
