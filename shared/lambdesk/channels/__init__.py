"""The ways in and out: mail first. Threading, trust, delivery."""
