"""An interpreter's text is kept beside the original, printed there, and told when it is too old."""

from __future__ import annotations

import pytest

from casekit.records.writing import dump_document
from tests.cli.office import Answer, Office

AT = "2026-02-10T10:00:00-06:00"
DATA = {
    "occurred_on": "2026-02-09",
    "record": "family",
    "field": "goals[1].why",
    "language": "fr",
    "text": "Personne la nuit.",
    "translated_by": "N. Sample",
}


def translate(office: Office, **more: str) -> Answer:
    text = dump_document({**DATA, **more}).decode()
    return office.run("translate", office.case, "--from", "-", stdin=text, at=AT)


def render(office: Office, *words: str) -> Answer:
    return office.run("render", office.case, "plan", *words, at=AT)


def test_a_translation_is_on_the_page_until_the_words_are_changed(office: Office) -> None:
    (plan,) = [p for p in office.records("plan") if "kind: family" in p.read_text()]
    field = "goals[1].objectives[1].objective"
    done = translate(office, field=field, text="Une voisine veille.")
    assert done.code == 0, done.err
    (path,) = office.records("translation")
    assert "value: " in path.read_text() and f"record: {plan.stem}" in path.read_text()
    french = render(office, "--audience", "family", "--language", "fr")
    assert "Une voisine veille. (Traduction de N. Sample)" in french.out
    assert "Une voisine" not in render(office, "--audience", "family").out
    web = render(office, "--audience", "family", "--language", "fr", "--format", "html")
    assert '<p lang="fr" dir="auto">Une voisine veille.</p>' in web.out

    said = next(x for x in plan.read_text().splitlines() if "objective: " in x)
    plan.write_text(plan.read_text().replace(said, said.replace("objective: ", "objective: Now ")))
    office.git("commit", "-qam", "By hand")
    after = render(office, "--audience", "family", "--language", "fr")
    assert after.code == 0 and "Une voisine" not in after.out
    assert "not shown, because its original was changed since" in after.err
    checked = office.run("check", office.case, at=AT)
    assert "TRANSLATION-OLDER" in checked.out + checked.err


def test_what_the_reader_may_not_have_stays_away_in_every_language(office: Office) -> None:
    """The carer does not get the why of a goal: neither it nor what it reads in French."""
    french = "Personne ne veille sur lui quand elle travaille la nuit au moulin."
    assert translate(office, text=french).code == 0
    copies = {
        who: render(office, "--audience", who, "--language", "fr") for who in ("carer", "family")
    }
    assert all(one.code == 0 for one in copies.values())
    assert "moulin" not in copies["carer"].out
    assert f"<br>{french} (Traduction de N. Sample)" in copies["family"].out
    (plan,) = [p for p in office.records("plan") if "kind: family" in p.read_text()]
    told = next(x for x in plan.read_text().splitlines() if "  goal: " in x)
    plan.write_text(plan.read_text().replace(told, told.split("goal: ")[0] + f"goal: {french}"))
    office.git("commit", "-qam", "By hand")
    stopped = render(office, "--audience", "carer", "--language", "fr")
    assert stopped.code == 8 and "TRIPWIRE" in stopped.err and "moulin" not in stopped.err
    assert render(office, "--audience", "family", "--language", "fr").code == 0


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"field": "goals[9].goal"}, "TRANSLATION-OF-NOTHING"),
        ({"field": "from"}, "TRANSLATION-OF-NOTHING"),
        ({"record": "zzzzzz"}, "RECORD-UNKNOWN"),
        ({"value": "Words"}, "FILLED-IN"),
    ],
)
def test_only_what_somebody_wrote_is_translated(
    office: Office, more: dict[str, str], code: str
) -> None:
    refused = translate(office, **more)
    assert refused.code == 2 and code in refused.err, refused.err
    assert office.records("translation") == []
