"""Articles into an archive: kept as they arrive, then grouped, then given a vector for search; once, or in rounds."""

from rashomon.ingest.running import Ingester, ingest
from rashomon.ingest.stopping import Stop
from rashomon.ingest.tally import Tally
from rashomon.ingest.watching import watch

__all__ = ["Ingester", "Stop", "Tally", "ingest", "watch"]
