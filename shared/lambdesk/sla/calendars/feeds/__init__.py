"""Holidays of a calendar that are read from an address, day after day."""
