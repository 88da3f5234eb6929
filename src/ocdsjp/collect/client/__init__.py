"""The one way to the network: a client that is safe and polite whatever a server or a mapping asks of it.

Safe: http and https alone, to hosts that the mapping names, at public addresses that are checked where the connection
is made and at every redirect; bodies bounded in size before and after decompression, answers bounded in time.
Polite: one request at a time and at an agreed pace per host, robots.txt obeyed, a name and contact in every request,
fewer and later repetitions for a server in trouble.

``Client.get`` is the way in; the way of a request is

``client``       redirects, repetitions, the count of requests, temporary files
``addresses``    which URLs and which numbers may be asked
``hosts``        whose turn it is at a host
``robots``       what a publisher allows
``exchange``     one request and its answer
``connections``  whose sockets are checked (``addresses``) and held by a ``leash`` against slowness
``bodies``       what came, decompressed and within its limit; ``headers`` says what else the server said

``sessions`` gives the client the face of ``requests``; ``rules`` has the words for all that can go wrong. What the
answers mean is the connectors' business.
"""

from ocdsjp.collect.client.client import Client, Limits
from ocdsjp.collect.client.messages import Answer

__all__ = ["Answer", "Client", "Limits"]
