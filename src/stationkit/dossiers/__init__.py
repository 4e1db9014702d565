"""Dossier folders: read with every bad row set aside, written back the same. It knows nothing of points."""
