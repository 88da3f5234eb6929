"""The one door to dates: moments (``days``), periods (``spans``) and their written form in a release.

Nothing is defined here, so that callers need not know how the notations are divided among modules.
"""

from ocdsjp.japan.days import JST, iso, read_date, read_datetime
from ocdsjp.japan.spans import Span, read_span

__all__ = ["JST", "Span", "iso", "read_date", "read_datetime", "read_span"]
