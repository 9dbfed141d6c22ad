"""A tenant takes all of its data along by itself: asked for, written part by part, fetched for a week."""
