"""What is known of one candidate for reported speech, as names of features: the cue's word, the path, the subject ...

The weights of these names are learned by `training/train_quotes.py`; a name without a weight counts nothing.
"""

from __future__ import annotations

from collections.abc import Collection

from rashomon.reading.speech import Candidate
from rashomon.reading.speech_tree import Tree, subject_of

_PERSONAL = frozenset(("he", "she", "they", "who"))
_FIRST = frozenset(("i", "we"))
_WH = frozenset(("that", "to", "if", "whether", "how", "what", "why", "when", "where", "who", "for", "as", "the"))


def _distance(tokens: int) -> str:
    for limit, name in ((1, "1"), (2, "2"), (4, "4"), (8, "8"), (16, "16"), (32, "32")):
        if tokens <= limit:
            return name
    return "far"


def _subject_kind(tree: Tree, subject: int) -> str:
    if subject < 0:
        return "none"
    word = tree.words[subject]
    if word in _PERSONAL:
        return "he"
    if word in _FIRST:
        return "i"
    if tree.pos[subject] == "PRON":
        return word
    if tree.entities[subject]:
        return tree.entities[subject]
    return tree.pos[subject]


def cue_features(tree: Tree, q: int) -> list[str]:
    """The features of a cue token alone: they hold for all its candidates."""
    lemma, pos = tree.lemmas[q], tree.pos[q]
    subject = subject_of(tree, q)
    kind = _subject_kind(tree, subject)
    names = [
        f"l={lemma}",
        f"l,pos={lemma},{pos}",
        f"tag={tree.tags[q]}",
        f"dep={tree.deps[q]}",
        f"tag,dep={tree.tags[q]},{tree.deps[q]}",
        f"s={kind}",
        f"l,s={lemma},{kind}",
        f"pre={lemma[:3]}",
        f"suf={lemma[-4:]}",
        f"head={tree.lemmas[tree.heads[q]]},{tree.deps[q]}",
    ]
    if subject >= 0:
        names.append(f"sl={tree.lemmas[subject]}")
    for kid in tree.kids[q]:
        dep = tree.deps[kid]
        if dep in ("neg", "aux", "auxpass"):
            names += [f"{dep}={tree.lemmas[kid]}", f"l,{dep}={lemma},{tree.lemmas[kid]}"]
        elif dep in ("prt", "dobj", "acomp", "prep", "agent", "attr"):
            names += [f"l,{dep}={lemma},{tree.lemmas[kid]}", f"{dep}={tree.lemmas[kid]}"]
        elif dep in ("poss", "det", "amod", "advmod", "mark", "compound"):
            names.append(f"{dep}={tree.lemmas[kid]}")
        elif dep in ("ccomp", "xcomp"):
            names.append(f"has={dep}")
    head = tree.heads[q]
    if head != q:
        names.append(f"l,dep,head={lemma},{tree.deps[q]},{tree.lemmas[head]}")
    if q + 1 < len(tree.words):
        names.append(f"next={tree.words[q + 1]}")
        names.append(f"l,next={lemma},{tree.words[q + 1]}")
    if q:
        names.append(f"prev={tree.words[q - 1]}")
    return names


def pair_features(tree: Tree, candidate: Candidate, flags: Collection[str]) -> list[str]:
    """The features of a cue with one content. `flags` are facts about the place: in marks, in a headline ..."""
    q, c, path = candidate.cue, candidate.head, candidate.path
    lemma = tree.lemmas[q]
    text = tree.text
    start, end = candidate.pieces[0][0], candidate.pieces[-1][1]
    opening = text[start] if start < len(text) else ""
    opened = "mark" if opening in "\"“‘'„«”" else ""
    head = tree.words[c] if 0 <= c < len(tree.words) else ""
    first = text[start : start + 12].lower().split(maxsplit=1)
    lead = first[0] if first and first[0] in _WH else opened or "-"
    length = _distance(len(text[start:end].split()))
    before = start < tree.starts[q]
    names = [
        f"p={path}",
        f"p,l={path},{lemma}",
        f"p,pos={path},{tree.pos[q]}",
        f"p,tag={path},{tree.tags[q]}",
        f"p,dep={path},{tree.deps[q]}",
        f"p,lead={path},{lead}",
        f"p,lead,l={path},{lead},{lemma}",
        f"p,length={path},{length}",
        f"p,pieces={path},{len(candidate.pieces)}",
        f"p,before={path},{before}",
        f"lead={lead}",
        f"lead,pos={lead},{tree.pos[q]}",
        f"opened={opened}",
    ]
    subject = subject_of(tree, q)
    names.append(f"p,s={path},{_subject_kind(tree, subject)}")
    if c >= 0 and c != q:
        kids = {tree.deps[k] for k in tree.kids[c]}
        finite = "fin" if tree.tags[c] in ("VBD", "VBZ", "VBP", "MD") or "aux" in kids else "inf"
        own = "subj" if kids & {"nsubj", "nsubjpass", "expl"} else "bare"
        gap = _distance(abs(c - q))
        names += [
            f"cl={tree.lemmas[c]}",
            f"p,cl={path},{tree.lemmas[c]}",
            f"l,cl={lemma},{tree.lemmas[c]}",
            f"p,cpos={path},{tree.pos[c]}",
            f"p,ctag={path},{tree.tags[c]}",
            f"p,form={path},{finite},{own}",
            f"l,form={lemma},{finite},{own}",
            f"p,cent={path},{tree.entities[c]}",
            f"l,cent={lemma},{tree.entities[c]}",
            f"p,gap={path},{gap}",
            f"p,head={path},{head}" if tree.pos[c] == "PRON" else f"p,cpre={path},{tree.lemmas[c][:3]}",
        ]
        names += [f"p,ckid={path},{dep}" for dep in sorted(kids)]
        names += [f"p,cdet={path},{tree.lemmas[k]}" for k in tree.kids[c] if tree.deps[k] in ("det", "poss", "nummod")]
    else:
        gap = _distance(len(text[min(end, tree.starts[q]) : max(start, tree.starts[q])].split()))
        names += [f"p,gap={path},{gap}"]
        between = text[tree.ends[q] : start] if not before else text[end : tree.starts[q]]
        names += [f"p,between={path},{'.' in between},{':' in between},{',' in between},{chr(10) in between}"]
    for flag in flags:
        names += [flag, f"p,{flag}={path}", f"l,{flag}={lemma}"]
    return names
