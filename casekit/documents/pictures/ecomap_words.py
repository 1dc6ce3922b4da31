"""An ecomap in words: for the terminal, and for whoever cannot see the picture."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.documents.directions import set_apart
from casekit.documents.pictures.genogram_words import say_home
from casekit.documents.tongue import ENGLISH, Tongue, capitalize
from casekit.documents.words import mark
from casekit.model.offices import Around
from casekit.model.surroundings import Surroundings

# What each line says, as the words of the picture and as its legend have it.
LINES = {
    "strong": (mark("strong"), mark("strong")),
    "ordinary": (mark("ordinary"), mark("ordinary")),
    "strain": (mark("strained"), mark("strained")),
    "none": (mark("nothing now"), mark("nothing now: waiting, over, or cut off")),
    "": (mark("no line"), mark("no line: no record says how it is")),
}
GROUPS = {
    "family": mark("family"),
    "carers": mark("carers"),
    "friends and community": mark("friends and community"),
    "professionals": mark("professionals"),
    "school": mark("school"),
    "health": mark("health"),
    "faith": mark("faith"),
    "community": mark("community"),
    "nation": mark("nation"),
    "services": mark("services"),
    "team": mark("team"),
    "strengths": mark("strengths"),
    "the agency": mark("the agency"),
}
HELP = mark("help comes from there")


def say_title(surroundings: Surroundings, tongue: Tongue) -> str:
    """What stands over the picture."""
    day = tongue.day(surroundings.day)
    return tongue.say("Ecomap, case {number}, {day}", number=surroundings.case, day=day)


def tell_surroundings(surroundings: Surroundings, tongue: Tongue = ENGLISH) -> Iterator[str]:
    """The whole picture in lines of words."""
    say = tongue.say
    if not surroundings.inside and not surroundings.around:
        yield say("Nobody is on file.")
        return
    inside = [one.called for one in surroundings.inside]
    for place, one in enumerate(surroundings.inside):
        if one.id in surroundings.away:
            away = tongue.word(surroundings.away[one.id], "setting")
            inside[place] = say("{name} (placed: {setting})", name=one.called, setting=away)
    head = say("In the middle, {home}", home=say_middle(surroundings, tongue))
    who = tongue.listing(inside) if inside else say("nobody")
    yield f"{tongue.label(head, who)}."
    group = ""
    for around in surroundings.around:
        if around.group != group:
            group = around.group
            yield tongue.label(capitalize(say(GROUPS[group])), "").rstrip()
        yield f"  {say_around(around, tongue)}."


def say_middle(surroundings: Surroundings, tongue: Tongue) -> str:
    """What the middle stands for."""
    if surroundings.home:
        return say_home(surroundings.home, tongue)
    return tongue.say("no household is recorded")


def say_about(one: Around, tongue: Tongue) -> str:
    """What somebody or something around is to the family."""
    return tongue.row([tongue.put(each) for each in one.about])


def say_more(one: Around, tongue: Tongue) -> str:
    """What else is told of the tie."""
    return tongue.row([tongue.put(each) for each in one.said])


def say_around(one: Around, tongue: Tongue) -> str:
    """Somebody or something around, and how the tie is."""
    say, about = tongue.say, say_about(one, tongue)
    called = tongue.put(one.called)
    if about:
        called = f"{set_apart(called)} ({set_apart(about)})"
    parts = [say(LINES[one.line][0]), say_more(one, tongue), say(HELP) if one.helps else ""]
    return tongue.label(called, tongue.row([part for part in parts if part]))
