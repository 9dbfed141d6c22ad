"""How promises were kept: a verdict for each clock, counted by day, team, person, policy and priority."""
