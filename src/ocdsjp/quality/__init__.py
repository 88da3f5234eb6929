"""Says whether OCDS data is right, what is wrong with it, and whether nothing was lost on the way.

The flow inside: ``strict_json`` and ``json_stream`` turn bytes into values, ``documents`` says what each value is,
``validation`` holds it against the schema, ``checks`` against what the schema cannot say, ``review`` runs both over a
file, ``report`` adds the findings up and ``render`` prints them. ``ledger`` accounts for every row and every yen.

Any publisher's data is welcome here. Nothing in this package knows a municipality, a mapping, the lake or the clock.
"""
