"""The stations wing: values of the Two Stations and their records. Knows nothing of points."""
