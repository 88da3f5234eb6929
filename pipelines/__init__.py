"""The Dagster code location: what runs when, in which order, and what a person sees of it. It only assembles.

The work itself is in ``ocdsjp.stages``; an asset's body is a call of a stage and its metadata. One kind of object per
module: ``assets``, ``checks``, ``partitions``, ``jobs``, ``schedules``, ``sensors``, ``resources``; ``definitions``
puts them together and ``local`` runs them in this process. Nothing under ``ocdsjp`` but ``ocdsjp run`` knows of this
package.
"""

import warnings

import dagster as dg

# BackfillPolicy is marked as beta in the pinned version; this is the one place where that is silenced.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
