"""Live updates: who is connected, what they watch, and the frames that tell them what changed."""
