"""How members prove who they are: password, second step, recovery codes, and the lock after wrong tries."""
