"""The organisations that customers belong to, found by the domain of their mail."""
