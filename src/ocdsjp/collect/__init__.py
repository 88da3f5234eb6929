"""Connectors: where the files of a source are, and their bytes. What is in them is the readers' business.

``options`` is what a mapping file says, ``connectors`` chooses by it, and each connector (``folder``, ``http``,
``rss``, ``ckan``, ``kkj``, ``pportal``) takes a look: it yields what ``sighting`` describes, for ``stages.collect`` to
keep.
They share ``asking`` (one location, on condition that it changed); ``templates`` fills in URLs and ``feeds`` reads
feeds, both without I/O. Whatever comes over the network comes through ``client``.

``nta`` is beside that: it reads the files of the register of corporations, which ``stages.corporations`` brings.
"""
