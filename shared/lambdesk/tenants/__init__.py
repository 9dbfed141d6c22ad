"""A tenant's own record: what it is called, how it looks, where its mail comes in, and whether it is open."""
