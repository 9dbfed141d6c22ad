"""Who is called when a promise breaks: levels, whom they mean, and who is on call."""
