"""Promised times: policies, clocks on tickets, and who is called when one runs out."""
