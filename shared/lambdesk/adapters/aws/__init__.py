"""The services of AWS behind the ports."""
