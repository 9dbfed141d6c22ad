"""What staff should hear of although they look elsewhere."""
