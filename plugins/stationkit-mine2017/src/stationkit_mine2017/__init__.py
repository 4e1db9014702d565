"""stationkit plugin."""
