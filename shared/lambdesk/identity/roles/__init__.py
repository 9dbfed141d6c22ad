"""Roles: the built-in ones, a tenant's own, and who may give what to whom."""
