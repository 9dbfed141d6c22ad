"""One construct per capability; each gets what it needs as arguments and reads nothing else."""
