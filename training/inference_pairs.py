"""Stage one's pairs: inference and paraphrase rows whose licences let a shipped model learn from them."""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from pathlib import Path

# How many rows of each set at most: news- and encyclopedia-like ones and those on numbers and negation first,
# captions and templates little.
MOST = {
    "ling_in_loop": 40_000, "olora_mnli": 3_000, "semi_auto_nli_sim_wiki": 5_000, "semi_auto_nli_translate_wiki": 5_000,
    "semi_auto_nli_base_wiki": 2_900, "fever_dev_binary": 4_000, "fever_symmetric": 1_400, "fool_me_twice": 2_500,
    "olora_rte": 2_200, "rte123_rte1_test": 800, "rte123_rte2_test": 800, "glue_rte": 170, "rte123_rte1_dev": 100,
    "rte123_rte2_dev": 70, "rte123_rte3_dev": 150, "conjnli": 3_000, "cad_nli": 3_000, "snli_dev": 3_000,
    "breaking_nli": 1_200, "dnc_factuality": 2_500, "med": 1_000, "monli": 500, "help": 500, "healthver": 1_500,
    "climate_fever": 2_000, "olora_cb": 300, "docnli_binary_mnli": 2_000, "clcd_counting": 300,
    "mrpc": 5_800, "paws_wiki": 5_000,
    "factcheck_gpt_stance": 1_500,
}  # fmt: skip
# A target is the set of labels that the row allows: 0 entailment, 1 neutral, 2 contradiction.
TARGETS = {
    "entailment": (0,), "neutral": (1,), "contradiction": (2,), "not_entailment": (1, 2), "not_contradiction": (0, 1),
    "partial": (1,),
}  # fmt: skip


def shipped_rows(folder: Path) -> list[tuple[str, str, tuple[int, ...], str]]:
    """(left, right, allowed labels, set) of every row that a shipped model may learn from."""
    rows = []
    with gzip.open(folder / "nli_pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["train_shipped"] and row["dataset"] in MOST and len(row["premise"]) + len(row["hypothesis"]) < 420:
                rows.append((row["premise"], row["hypothesis"], TARGETS[row["label"]], row["dataset"]))
    with gzip.open(folder / "paraphrase_pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            target = (0,) if row["label"] else (1, 2)
            rows.append((row["s1"], row["s2"], target, row["dataset"]))
    return rows


def choose_rows(folder: Path, seed: int = 7) -> list[tuple[str, str, tuple[int, ...], str]]:
    """A shuffled choice of at most MOST rows a set."""
    by_set = defaultdict(list)
    for row in shipped_rows(folder):
        by_set[row[3]].append(row)
    chosen = []
    rng = random.Random(seed)
    for name in sorted(by_set):
        rng.shuffle(by_set[name])
        chosen += by_set[name][: MOST[name]]
    rng.shuffle(chosen)
    return chosen
