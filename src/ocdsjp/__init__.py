"""Turns the procurement records of Japanese municipalities into OCDS.

The packages follow the flow of data: collect, read, map, link, validate, compile, publish. ``stages`` is the only
place where the pure cores meet the lake, the catalogue and the engine. Nothing in here imports Dagster.
"""

__version__ = "0.1.0"
