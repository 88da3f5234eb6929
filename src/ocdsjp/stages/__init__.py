"""One module per stage: the only place where the pure cores meet the lake, the catalogue and the engine.

Every stage asks the catalogue what is new, gives units to the engine, and commits what comes back; it may be killed at
any moment and run again. Workers see files of the lake and never the catalogue. ``pipelines`` and ``cli`` call these
functions; nothing here knows Dagster or prints.
"""
