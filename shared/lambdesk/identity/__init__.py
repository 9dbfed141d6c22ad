"""Who people are: tenants, staff, their roles and sessions."""
