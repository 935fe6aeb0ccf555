"""Measures over public data sets. Each module has `measure(data: Path) -> Measure`; a set is named by its path only."""
