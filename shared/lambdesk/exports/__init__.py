"""Lists as files for people: only what a list and a ticket's fields show, never what was said on it."""
