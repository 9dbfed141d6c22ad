"""Tenants that people make by themselves, where the operator lets them."""
