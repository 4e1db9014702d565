"""The safety stations of Shanxi's trade unions: procedures, dated rulebooks, exact and explained stars."""
