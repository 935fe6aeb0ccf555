"""Which verbs report, believe, plan or deny, as lemmas. Written for this project from general knowledge of news prose."""

from __future__ import annotations

SAYING = frozenset(
    "say tell announce report confirm claim insist argue warn note add acknowledge admit state declare explain indicate suggest reveal "
    "stress emphasize emphasise allege assert maintain write tweet post reply respond conclude testify recall complain concede contend "
    "joke mention observe point predict promise pledge vow remark repeat reiterate rule disclose estimate ask wonder boast caution comment "
    "demand deny reject refute dispute dismiss shout yell exclaim quip quote read recount believe think know feel fear hope suspect assume "
    "doubt understand hear learn find discover show prove determine realize realise agree accuse cite hint imply inform notify assure "
    "convince remind swear speculate expect propose recommend urge guess consider contradict counter continue begin conclude describe "
    "see mean decide advise charge judge hold tout underline underscore clarify affirm profess project forecast anticipate worry blog "
    "text email message demonstrate detail chronicle document record acknowledge avow opine lament bemoan vent fire".split()
)
# Governors whose content nobody vouches for.
BELIEVING = frozenset(
    "believe think feel fear hope suspect assume doubt speculate suggest guess estimate hint imply wonder ask expect predict consider "
    "anticipate project forecast worry allege claim propose recommend urge demand understand".split()
)
DENYING = frozenset("deny reject refute dispute dismiss rebut disavow".split())
# Governors of an infinitive, a gerund or a clause that names something not done yet.
PLANNING = frozenset(
    "plan intend aim hope vow pledge promise agree seek want wish prepare propose threaten decide consider discuss mull weigh offer "
    "volunteer commit resolve expect schedule slate design set look try attempt contemplate undertake swear need ask urge call demand "
    "require order instruct invite recommend request tell poise bind ready due likely determine".split()
)
# Of these, only these make a plan out of a gerund or a "that" clause ("discussed forming").
PLANNING_GERUNDS = frozenset("discuss consider mull weigh contemplate propose recommend suggest plan".split())
# "are believed to", "was suspected of".
HEDGED_PASSIVES = frozenset(
    "believe think say allege suspect understand rumour rumor report consider fear assume presume estimate accuse reckon deem "
    "hear speculate claim".split()
)
SEEMING = frozenset("appear seem look tend".split())
# Lemmas that only carry another verb: the act is in their infinitive.
CARRYING = frozenset(
    "begin start continue manage go be have get use keep stop proceed help fail refuse decline cease happen come".split()
)
NOT_DONE = frozenset("fail refuse decline neglect cease stop unable avoid".split())
HEDGING_ADVERBS = frozenset(
    "reportedly allegedly purportedly supposedly apparently possibly probably perhaps likely maybe potentially presumably seemingly "
    "ostensibly conceivably arguably evidently unclear".split()
)
HEDGING_MODALS = frozenset({"may", "might", "could", "would"})
PLANNING_MODALS = frozenset({"will", "shall", "'ll", "wo", "sha"})
NEGATIVE_WORDS = frozenset(
    "no not n't never neither nor none nobody nothing nowhere without hardly scarcely cannot".split()
)
