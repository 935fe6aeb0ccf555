"""An example of Rashomon's two kinds of plugins."""
