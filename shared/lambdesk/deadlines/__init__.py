"""What has to happen at a moment: a ticket's timer, its escalation, and the sweep that misses nothing."""
