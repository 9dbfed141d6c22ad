"""Tickets as filters see them."""
