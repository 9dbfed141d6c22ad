"""Who did what, and who looked at whose data: the trail of a tenant."""
