"""What is known of names beforehand, and when two names are one. Used by reading and by alignment."""
