"""Files on their way into messages and drafts."""
