"""The same stores in dicts, held to the same contract tests."""
