"""The whole way from inputs to dossiers for archives that one process can't hold: stages over Parquet partitions.

The same functions run in processes of this machine and on a Ray cluster; see docs/scaling.md.
"""

from rashomon.batch.options import BatchOptions
from rashomon.batch.running import BatchResult, run_batch

__all__ = ["BatchOptions", "BatchResult", "run_batch"]
