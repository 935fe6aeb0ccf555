"""Which verbs report, believe, plan or deny, as lemmas; the lists are in `data/stance_words.json`."""

from __future__ import annotations

from rashomon.data import load_table

_TABLE = load_table("stance_words")
SAYING = frozenset(_TABLE["saying"])
BELIEVING = frozenset(_TABLE["believing"])  # governors whose content nobody vouches for
DENYING = frozenset(_TABLE["denying"])
PLANNING = frozenset(_TABLE["planning"])  # govern what is not done yet
ATTEMPTING = frozenset(_TABLE["attempting"])  # "tried to open" is a deed, "to open" is not done
SCHEDULING = frozenset(_TABLE["scheduling"])  # "is planned for May"
PLANNING_GERUNDS = frozenset(_TABLE["planning_gerunds"])  # "discussed forming"
HEDGED_PASSIVES = frozenset(_TABLE["hedged_passives"])  # "are believed to", "was suspected of"
SEEMING = frozenset(_TABLE["seeming"])
CARRYING = frozenset(_TABLE["carrying"])  # the act is in the infinitive that they carry
NOT_DONE = frozenset(_TABLE["not_done"])
HEDGING_ADVERBS = frozenset(_TABLE["hedging_adverbs"])
HEDGING_MODALS = frozenset(_TABLE["hedging_modals"])
PLANNING_MODALS = frozenset(_TABLE["planning_modals"])
NEGATIVE_WORDS = frozenset(_TABLE["negative_words"])
DENIABLE = frozenset(_TABLE["deniable"])  # "rejected the allegations" is a denial
WITHHELD = frozenset(_TABLE["withheld"])  # "denied bail" is none
