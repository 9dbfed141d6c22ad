"""What every package may use: time, ids, errors, events, changes, settings. It knows no domain word."""
