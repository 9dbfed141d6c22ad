"""What the product costs in instructions, round trips, units, bytes and dollars. Printed, never a timed assertion."""
