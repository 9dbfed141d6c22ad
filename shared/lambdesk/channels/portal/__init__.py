"""What customers do by themselves: sign in by a link, look at their requests, answer."""
