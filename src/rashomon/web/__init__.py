"""The reading room: pages and programming interface over an archive. The only room with FastAPI."""
