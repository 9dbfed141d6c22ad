"""Every rule about a ticket's life: (state, command, context) in, one ChangeSet out. No I/O, clock, randomness."""
