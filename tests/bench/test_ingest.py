from __future__ import annotations

from tests.bench.test_events import many_texts, row, write_lines

from rashomon.bench.measures import run_measure


def test_an_ingest_is_measured_by_step(tmp_path):
    write_lines(tmp_path / "s.jsonl.gz", [row(1, " ".join(texts), cluster) for cluster, texts in many_texts().items()])
    found = run_measure("ingest", tmp_path, stream=30)
    assert found.figures["articles"] == 30
    steps = [value for name, value in found.figures.items() if name.startswith("ms an article, ")]
    assert len(steps) == 4 and all(value >= 0 for value in steps)
    assert abs(sum(steps) - found.figures["ms an article"]) < 0.5 * found.figures["ms an article"]
    assert found.figures["bytes an article"] > 1000
    assert found.figures["search, p95 ms"] >= found.figures["search, median ms"] > 0
    assert found.rows[-1]["step"] == "grouping" and found.rows[-1]["articles"] == 30
