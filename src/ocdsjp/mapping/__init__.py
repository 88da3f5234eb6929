"""How the columns of one source become OCDS: the mapping file, its vocabulary and its execution.

``model`` is the language, ``load`` reads files of it, ``plan`` binds one to the columns of a table, ``execute`` turns
rows into drafts. Nothing here opens a source's file, gives an ocid or validates a release.
"""
