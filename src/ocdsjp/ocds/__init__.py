"""The Open Contracting Data Standard: profile, ids, building, history, merging and packaging of releases.

Everything here speaks OCDS and nothing of files, sources or the catalogue.
"""
