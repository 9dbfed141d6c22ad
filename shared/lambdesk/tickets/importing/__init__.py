"""Tickets that come from another system with their past."""
