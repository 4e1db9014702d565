"""The rules wing, lower half: numbers, facts and rulebooks as checked values. It knows nothing of stations."""
