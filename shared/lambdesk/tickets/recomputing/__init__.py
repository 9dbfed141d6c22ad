"""What policies and calendars promise now, for tickets that are open already: looked at first, then done as a job."""
