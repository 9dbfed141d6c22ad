"""The business calendars of a tenant: what they are called and say, and every version of them."""
