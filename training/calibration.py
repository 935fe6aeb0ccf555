"""How well the probabilities of links are calibrated on held-out events: a table, the expected error, a plot.

python training/calibration.py --rows rows.json --plot docs/calibration.svg
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from ablate_links import held_out, load_rows

BINS = 10
SIDE, EDGE = 320, 40


def reliability(probabilities: np.ndarray, linked: np.ndarray) -> list[tuple[float, float, int]]:
    """For each of BINS equal parts of 0..1 with any pair: mean probability, share that is linked, number of pairs."""
    part = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    return [
        (float(probabilities[part == k].mean()), float(linked[part == k].mean()), int((part == k).sum()))
        for k in range(BINS)
        if (part == k).any()
    ]


def expected_error(rows: list[tuple[float, float, int]]) -> float:
    """The mean distance between what was said and what was so, weighted by the number of pairs (ECE)."""
    return sum(abs(said - so) * n for said, so, n in rows) / sum(n for *_, n in rows)


def draw(rows: list[tuple[float, float, int]]) -> str:
    """The reliability plot as SVG: said against so, with the diagonal; a point's area is the number of its pairs."""
    most = max(n for *_, n in rows)
    points = "".join(
        f'<circle cx="{EDGE + said * SIDE:.1f}" cy="{EDGE + (1 - so) * SIDE:.1f}" r="{3 + 9 * (n / most) ** 0.5:.1f}"'
        f' fill="#2457a7" fill-opacity=".75"><title>{n} pairs: said {said:.2f}, linked {so:.2f}</title></circle>'
        for said, so, n in rows
    )
    marks = "".join(
        f'<text x="{EDGE + t * SIDE}" y="{EDGE + SIDE + 18}" text-anchor="middle">{t}</text>'
        f'<text x="{EDGE - 8}" y="{EDGE + (1 - t) * SIDE + 4}" text-anchor="end">{t}</text>'
        for t in (0, 0.5, 1)
    )
    size = SIDE + 2 * EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}"'
        ' font-family="sans-serif" font-size="12">'
        f'<rect width="{size}" height="{size}" fill="#fff"/>'
        f'<rect x="{EDGE}" y="{EDGE}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888"/>'
        f'<line x1="{EDGE}" y1="{EDGE + SIDE}" x2="{EDGE + SIDE}" y2="{EDGE}" stroke="#888" stroke-dasharray="4 4"/>'
        f'{points}{marks}<text x="{size / 2}" y="{size - 6}" text-anchor="middle">probability of a link, as said</text>'
        f'<text x="14" y="{size / 2}" text-anchor="middle" transform="rotate(-90 14 {size / 2})">'
        "share that is linked</text></svg>\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--plot", type=Path, required=True)
    args = parser.parse_args()
    rows = load_rows(args.rows)
    found = np.concatenate(held_out(rows))
    linked = np.array([r is not None for relations in rows.relations for r in relations])
    for name, chosen in (("all candidates", found >= 0), ("said .1 or more", found >= 0.1)):
        table = reliability(found[chosen], linked[chosen])
        print(name, "expected error", round(expected_error(table), 4))
        print("\n".join(f"  said {said:.3f} linked {so:.3f} pairs {n}" for said, so, n in table))
    args.plot.write_text(draw(reliability(found, linked)), encoding="utf-8")


if __name__ == "__main__":
    main()
