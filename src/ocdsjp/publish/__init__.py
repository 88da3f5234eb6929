"""Compiled releases and releases become a publication folder: packages, JSON Lines, Parquet, metadata, manifest.

Two entry points: ``fragments.render_fragment`` for what changed, ``publication.build_publication`` for the whole; and
``verify.verify`` for anyone who holds a publication. Nothing here knows of mapping, of the catalogue or of Dagster.
"""
