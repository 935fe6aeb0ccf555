"""The reading room: pages and an HTTP API over an archive. The only room with FastAPI; started by `rashomon serve`."""
