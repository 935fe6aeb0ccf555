"""Evidence functions among the plugins: asked about all pairs, or out of the run, with the reason."""

from __future__ import annotations

import pytest
from tests.builders import make_article, make_claim, make_reading
from tests.plugins.installing import install, install_example

from rashomon.errors import PluginError
from rashomon.plugins.evidence import open_evidence_plugins, planned_plugins
from rashomon.records import Entity, Span

LEFT = "The court heard case 24-1187 on Monday."
RIGHT = "Case 24-1187 was heard on Monday by the court."
COURT = Entity(id="e1", name="High Court", kind="organisation", names=("High Court",))
READINGS = (
    make_reading(make_article(LEFT, id="l"), (make_claim(LEFT, article="l", entities=("e1",)),), entities=(COURT,)),
    make_reading(make_article(RIGHT, id="r"), (make_claim(RIGHT, article="r"),)),
)
PAIR = (READINGS[0].claims[0].id, READINGS[1].claims[0].id)
COMPARE = """
from rashomon.plugins import Finding
from rashomon.records import Span

def compare(pair):
    {body}
"""


@pytest.fixture
def install_evidence(monkeypatch, tmp_path):
    def make(body: str, name: str = "probe", package: str = "probe") -> None:
        code = COMPARE.format(body=body)
        install(monkeypatch, tmp_path / package, package, code, evidence={name: f"{package}:compare"})

    return make


def judge(seconds: float | None = 5.0, taken=frozenset()):
    """What the installed functions find about the pair, and who took part, and who failed."""
    with open_evidence_plugins(seconds, taken=taken) as plugins:
        assert plugins is not None
        plugins.know(READINGS)
        (found,) = plugins.judge([PAIR])
        return found, plugins


def failure(seconds: float = 5.0) -> str:
    with open_evidence_plugins(seconds, taken=()) as plugins:
        assert plugins is not None
        plugins.know(READINGS)
        with pytest.raises(PluginError):
            plugins.judge([PAIR])
        assert plugins.taking_part == ()
        assert plugins.judge([PAIR]) == [()]
        (told,) = plugins.failed
    assert told.input == "plugin probe (probe 1.0)"
    assert told.reason.endswith("; nothing that it found was used")
    return told.reason


def test_what_it_finds_stands_behind_its_name(install_evidence):
    install_evidence("return Finding(detail=' two\\n lines ', agreement=0.5, weight=1.5, left=Span(start=0, end=3))")
    ((name, finding),), plugins = judge()
    assert (name, finding.detail, finding.agreement, finding.weight) == ("probe", "two lines", 0.5, 1.5)
    assert finding.left == Span(start=0, end=3) and finding.right is None and not finding.veto
    assert [plugin.name for plugin in plugins.taking_part] == ["probe"] and plugins.failed == ()


def test_it_sees_claims_articles_and_names(install_evidence):
    install_evidence(
        "l, r = pair.left, pair.right\n"
        "    told = [l.text, r.sentence, l.article.source, l.entities[0].name, l.claim.stance]\n"
        "    return Finding(detail='|'.join(told))"
    )
    ((_, finding),), _ = judge()
    assert finding.detail == f"{LEFT}|{RIGHT}|Outlet l|High Court|asserted"


def test_nothing_to_go_on_is_no_evidence(install_evidence):
    install_evidence("return None")
    found, plugins = judge()
    assert found == () and len(plugins.taking_part) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise RuntimeError('broken')", "raised RuntimeError: broken"),
        ("return 0.7", "gave a float, and no Finding or None"),
        ("return Finding(detail='a', agreement=2)", "gave the agreement 2"),
        ("return Finding(detail='a', agreement=float('nan'))", "gave the agreement nan"),
        ("return Finding(detail='a', weight=float('inf'))", "and the weight inf"),
        ("return Finding(detail='a', agreement='high')", "gave what is no answer"),
        ("return Finding(detail=' ')", "without a detail"),
        ("return Finding(detail=None)", "gave what is no answer"),
        ("return Finding(detail='a', left=Span(start=0, end=4000))", "a stretch that is not in the article"),
        ("return Finding(detail='a', right=Span(start=5, end=5))", "a stretch that is not in the article"),
        ("return Finding(detail='a', veto='yes')", "gave what is no answer"),
        ("import os; os._exit(0)", "ended without an answer"),
    ],
    ids=["raises", "number", "agreement", "nan", "weight", "word", "blank", "none", "far", "empty", "veto", "ends"],
)
def test_one_that_fails_is_out_with_its_reason(install_evidence, body, reason):
    install_evidence(body)
    assert reason in failure()


def test_one_that_hangs_is_out(install_evidence):
    install_evidence("while True: pass")
    assert "gave no answer within 1 seconds" in failure(1.0)


def test_one_that_fails_takes_nothing_from_another(install_evidence):
    install_evidence("raise ValueError", name="bad", package="bad")
    install_evidence("return Finding(detail='fine')", name="good", package="good")
    with open_evidence_plugins(5.0, taken=()) as plugins:
        plugins.know(READINGS)
        with pytest.raises(PluginError):
            plugins.judge([PAIR])
        ((found,),) = plugins.judge([PAIR])
        assert found[0] == "good"
        assert [plugin.name for plugin in plugins.taking_part] == ["good"]


def test_a_name_that_is_taken_is_refused(install_evidence):
    install_evidence("return Finding(detail='one')", name="dates", package="one")
    found, plugins = judge(taken={"dates"})
    assert found == () and plugins.taking_part == ()
    assert "its name is taken" in plugins.failed[0].reason


def test_of_two_with_one_name_the_first_package_has_it(install_evidence):
    install_evidence("return Finding(detail='of b')", package="b_package")
    install_evidence("return Finding(detail='of a')", package="a_package")
    ((_, finding),), plugins = judge()
    assert finding.detail == "of a"
    assert [one.input for one in plugins.failed] == ["plugin probe (b_package 1.0)"]


def test_none_is_opened_where_none_is_installed_or_none_may(install_evidence):
    with open_evidence_plugins(5.0, taken=()) as plugins:
        assert plugins is None
    install_evidence("return None")
    with open_evidence_plugins(None, taken=()) as plugins:
        assert plugins is None
    assert len(planned_plugins(taken=())) == 1 and planned_plugins(taken={"probe"}) == ()


@pytest.mark.parametrize(
    ("left", "right", "veto"),
    [
        ("The court heard case 24-1187.", "The court heard case 24-1190.", True),
        ("The court heard Case No. C-311/18.", "In case c-311/18 the court ruled.", False),
        ("The court heard docket 2:21-cv-00345.", "The court heard a case.", None),
        ("It lasted from 10-11 in the morning.", "It lasted from 12-13.", None),
    ],
    ids=["different", "the-same", "only-one", "no-numbers"],
)
def test_the_example_compares_case_numbers(monkeypatch, tmp_path, left, right, veto):
    install_example(monkeypatch, tmp_path / "site")
    readings = [
        make_reading(make_article(text, id=key), (make_claim(text, article=key),))
        for key, text in (("l", left), ("r", right))
    ]
    with open_evidence_plugins(5.0, taken=()) as plugins:
        plugins.know(readings)
        (found,) = plugins.judge([(readings[0].claims[0].id, readings[1].claims[0].id)])
    assert [finding.veto for _, finding in found] == ([] if veto is None else [veto])
    if veto is not None:
        number = left[found[0][1].left.start : found[0][1].left.end]
        assert number in left and number.strip("C-")[0].isdigit()
