"""Case files are tests: every .toml, .csv and .xlsx in a folder named cases."""

pytest_plugins = ["stationkit.testing.pytest_plugin"]
