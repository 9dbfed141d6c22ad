"""Canned responses: texts that people put into their replies, with variables that the ticket fills in."""
