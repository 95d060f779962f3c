"""What aiohttp tells of a request that failed: can the other side have seen it?"""

import aiohttp

# Nothing was written: no connection came about.
UNSENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientConnectionResetError,  # the kept connection was closed before our write
    aiohttp.InvalidURL,
    RuntimeError,  # the session was closed under us
)
# All others, to be caught behind those: it may have been done.
UNANSWERED = (aiohttp.ClientError, TimeoutError, OSError)
