"""The people who ask: customers and their addresses."""
