"""Changes that concern more than one ticket, or who looks at it: load all of them, decide, commit together."""
