"""What one visitor has on the page of decoding: settings, answers of the net, the walk, the game, records."""

from __future__ import annotations

from typing import Any

from nets.engine.engine import Engine
from nets.probes.decoding.strategies import WAYS
from nets.studies.decoding.challenges import CHALLENGES as DECODING
from nets.studies.decoding.guessing_game import Round
from nets.studies.decoding.records import Played, Written
from nets.studies.decoding.settings import Decoding
from nets.studies.decoding.token_tree import Walk
from ui.fragments.rerun import redraw
from ui.panels.decoding.models import Found, Model, model
from ui.session import study_session as shared
from ui.session.challenge_progress import Standing, judged
from ui.session.requests.latest_query import Asked

SAMPLES = 200
CLOUDS: tuple[dict[str, Any], ...] = ({"temperature": 0.5}, {"temperature": 1.0}, {"temperature": 1.5})


class DecodingSession(shared.StudySession):
    """Each panel has a question of its own, which is asked while it is open."""

    name, kind = "decoding", Decoding
    panels = ("game", "steps", "ways", "cloud", "challenges")

    def __init__(self, engine: Engine, settings: Decoding) -> None:
        super().__init__(engine, settings)
        self.asked: dict[str, Asked[Found]] = {name: Asked(engine) for name in ("steps", "ways", "cloud", "game")}
        self.walk = Walk()  # the tree that was tried
        self.walked: tuple[Any, ...] | None = None  # with which net and prompt
        self.typed: str | None = None  # logits typed by hand, in the place of the net's
        self.typed_seen = ""
        self.clouds: tuple[Any, ...] | None = None  # the question for samples, once it was put
        self.mode, self.sure = "four", 0.7
        self.passage = 0  # which one is guessed
        self.guessing = ""  # an own text to guess; empty for the test part
        self._round: tuple[tuple[Any, ...], Round] | None = None  # with what it is about
        self.records: list[Any] = []

    @property
    def model(self) -> Model:
        """The net that is asked."""
        return model(self.settings.model, self.engine)

    @property
    def moving(self) -> bool:
        """Whether an answer is under way."""
        return any(each.moving for each in self.asked.values())

    def answer(self, panel: str) -> Found | None:
        """What the net said to the question that this panel has now; None while it has not."""
        question = self._question(panel)
        return None if question is None else self.asked[panel].to(_stamp(self.model, *question))

    @property
    def round(self) -> Round | None:
        """The round of the game with this net, on this passage."""
        return self._round[1] if self._round is not None and self._round[0] == self._about else None

    def restart(self) -> None:
        """Begin the round again."""
        if self.round is not None:
            self._round = self._about, Round(self.round.passage, self.mode)

    @property
    def _about(self) -> tuple[Any, ...]:
        """What a round is of."""
        return (*_stamp(self.model, *self._passage()), self.mode)

    def _question(self, panel: str) -> tuple[str, dict[str, Any]] | None:
        return {"steps": self._next, "ways": self._ways, "cloud": self._cloud, "game": self._passage}[panel]()

    def ask(self) -> None:
        """Put the question of the panel that is open, unless it is answered."""
        question, net = self._question(self.panel), self.model
        if question is not None:
            self.asked[self.panel].ask_by(_stamp(net, *question), lambda: net.ask(*question))
            self._taken(net)

    def _next(self) -> tuple[str, dict[str, Any]]:
        walked = (self.model.name, self.model.stamp[0], self.settings.prompt)
        if walked != self.walked:
            self.walk, self.walked = Walk(), walked
        return "next_symbol", {"text": self.settings.prompt, "chosen": self.walk.ids}

    def _ways(self) -> tuple[str, dict[str, Any]]:
        made = self.settings
        asked = {"text": made.prompt, "settings": made.filters, "seed": made.seed, "count": made.count}
        return "three_ways", asked | {"width": made.width, "penalty": made.length_penalty, "ends": made.ends}

    def _cloud(self) -> tuple[str, dict[str, Any]] | None:
        if self.clouds is None:
            return None
        prompt, count, seed, width, *settings = self.clouds
        clouds = [*CLOUDS, dict(settings)]
        asked = {"text": prompt, "clouds": clouds, "number": SAMPLES, "count": count, "seed": seed, "width": width}
        return "samples", asked

    def draw_cloud(self) -> None:
        """Put the question for samples, with the settings as they stand."""
        made = self.settings
        self.clouds = (made.prompt, made.count, made.seed, made.width, *made.filters.items())

    def _passage(self) -> tuple[str, dict[str, Any]]:
        return "guessing", {"text": self.guessing, "index": self.passage}

    def _taken(self, net: Model) -> None:
        """What has just come is the start of a round, or a record."""
        found = self.answer(self.panel)
        if found is None:
            return
        if self.panel == "game" and self.round is None:
            self._round = self._about, Round(found, self.mode)
        if self.panel == "ways":
            settings = {name: float(value) for name, value in self.settings.filters.items()}
            settings |= {"seed": float(self.settings.seed)}
            for at, way in enumerate(WAYS):
                text, bits = str(found["texts"][at]), float(found["bits"][at])
                self.note(Written(net.name, self.settings.prompt, way, settings, text, bits))

    def guess(self, symbol: str) -> None:
        """Guess in the round at hand; the round so far becomes a record."""
        if self.round is not None and self.round.place is not None:
            self.round.guess(symbol, self.sure)
            source = "own" if self.guessing else "test"
            made = Played(self.model.name, source, len(self.round.guesses), self.round.mine, self.round.models)
            self.note(made)

    def note(self, record: Any) -> None:
        """Keep what was done, for the challenges to judge."""
        if record not in self.records:
            self.records = [*self.records, record][-MOST_RECORDS:]

    def judge(self) -> Standing:
        """How far the challenges have come."""
        for challenge in DECODING:
            self.standing.verdicts[challenge.name] = judged(self.standing, challenge, self.records)
        return self.standing


def _stamp(net: Model, probe: str, arguments: dict[str, Any]) -> tuple[Any, ...]:
    """A question to a net, told from any other."""
    return net.name, net.stamp, probe, repr(sorted(arguments.items()))


MOST_RECORDS = 200


def changed(*_study: Any) -> None:
    """After a person changed something: draw all parts of the page."""
    redraw("decoding-knobs", "decoding-prompt", "decoding", "study-footer")
