"""Hold the state of the Decoding page in one session: answers of the model, token tree, guessing game, records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nets.engine.engine import Engine
from nets.probes.decoding.strategies import STRATEGIES
from nets.studies.decoding.challenges import CHALLENGES
from nets.studies.decoding.guessing_game import GuessingRound, Passage
from nets.studies.decoding.records import GeneratedText, GuessingRecord
from nets.studies.decoding.settings import DecodingSettings
from nets.studies.decoding.token_tree import TokenTree
from ui.panels.decoding.models import Answer, Model, choose_model
from ui.session.requests.latest_query import LatestQuery
from ui.session.study_session import StudySession

SAMPLES = 200  # texts for each setting
SAMPLE_SETTINGS: tuple[dict[str, Any], ...] = ({"temperature": 0.5}, {"temperature": 1.0}, {"temperature": 1.5})
PASSAGE_STRIDE = 7  # passages that "Another passage" goes on by
Request = tuple[str, dict[str, Any]]  # a probe and its arguments


@dataclass
class StepsState:
    """What the panel about single tokens shows.

    Attributes:
        tree: The tokens that were tried.
        root: The model and the prompt that the tree belongs to.
        typed_logits: Logits that the user types in place of the model's; None for the model's.
        typed_seen: Tokens that count as already in the text.
    """

    tree: TokenTree = field(default_factory=TokenTree)
    root: tuple[Any, ...] | None = None
    typed_logits: str | None = None
    typed_seen: str = ""


@dataclass
class GameState:
    """What the guessing game shows.

    Attributes:
        mode: "four" to choose among four tokens, "any" among all.
        confidence: The user's probability for the next guess.
        passage: Number of the passage.
        own_text: A text of the user's to guess; empty for the test part.
        round: The current round.
        subject: The model, passage and mode that the round belongs to.
    """

    mode: str = "four"
    confidence: float = 0.7
    passage: int = 0
    own_text: str = ""
    round: GuessingRound | None = None
    subject: tuple[Any, ...] | None = None


class DecodingSession(StudySession[DecodingSettings]):
    """State of the Decoding page. Each panel has one query, which is asked while the panel is open.

    Attributes:
        answers: The query of each panel.
        steps: What the panel about single tokens shows.
        game: What the guessing game shows.
        samples_request: The settings that texts were last sampled with; None before that.
    """

    name, settings_class = "decoding", DecodingSettings
    panel_names = ("game", "steps", "ways", "cloud", "challenges")
    fragments = ("decoding-settings", "decoding-prompt", "decoding")
    challenges = CHALLENGES

    def __init__(self, engine: Engine, settings: DecodingSettings) -> None:
        super().__init__(engine, settings)
        self.answers: dict[str, LatestQuery[Answer]] = {
            name: LatestQuery(engine) for name in ("steps", "ways", "cloud", "game")
        }
        self.steps = StepsState()
        self.game = GameState()
        self.samples_request: dict[str, Any] | None = None

    # Queries

    @property
    def model(self) -> Model:
        """The model that is asked."""
        return choose_model(self.settings.model, self.engine)

    @property
    def queries(self) -> Sequence[LatestQuery[Any]]:
        """The query of the open panel."""
        return (self.answers[self.panel],)

    def answer(self, panel: str) -> Answer | None:
        """Return the answer to the current request of a panel; None while it is not known."""
        request = self._request(panel)
        return None if request is None else self.answers[panel].to(_question(self.model, *request))

    def ask(self) -> None:
        """Ask the model for what the open panel shows."""
        request, model = self._request(self.panel), self.model
        if request is not None:
            self.answers[self.panel].ask_by(_question(model, *request), lambda: model.ask(*request))
            self._use_answer(model)

    def _request(self, panel: str) -> Request | None:
        """Return what a panel asks the model; None if it asks nothing."""
        requests = {"steps": self._next_token, "ways": self._strategies, "cloud": self._samples, "game": self._passage}
        return requests[panel]()

    def _next_token(self) -> Request:
        root = (self.model.name, self.model.stamp[0], self.settings.prompt)
        if root != self.steps.root:
            self.steps.tree, self.steps.root = TokenTree(), root
        return "next_token", {"text": self.settings.prompt, "chosen": self.steps.tree.ids}

    def _strategies(self) -> Request:
        settings = self.settings
        arguments = {"text": settings.prompt, "settings": settings.filters, "seed": settings.seed}
        arguments |= {"count": settings.count, "width": settings.width}
        return "strategy_comparison", arguments | {"penalty": settings.length_penalty, "ends": settings.ends}

    def _samples(self) -> Request | None:
        return None if self.samples_request is None else ("samples", self.samples_request)

    def _passage(self) -> Request:
        return "guessing_game", {"text": self.game.own_text, "index": self.game.passage}

    def _use_answer(self, model: Model) -> None:
        """Begin a round with a new passage; record new texts."""
        answer = self.answer(self.panel)
        if answer is None:
            return
        if self.panel == "game" and self.round is None:
            self._begin_round(answer)
        if self.panel == "ways":
            settings = {name: float(value) for name, value in self.settings.filters.items()}
            settings |= {"seed": float(self.settings.seed)}
            for index, strategy in enumerate(STRATEGIES):
                text, bits = str(answer["texts"][index]), float(answer["bits"][index])
                self.challenge_progress.record(
                    GeneratedText(model.name, self.settings.prompt, strategy, settings, text, bits)
                )

    def sample(self) -> None:
        """Sample texts with the current settings."""
        settings = self.settings
        clouds = [*SAMPLE_SETTINGS, dict(settings.filters)]
        arguments = {"text": settings.prompt, "clouds": clouds, "number": SAMPLES}
        self.samples_request = arguments | {
            "count": settings.count,
            "seed": settings.seed,
            "width": settings.width,
        }

    # Guessing game

    @property
    def round(self) -> GuessingRound | None:
        """The round with the current model, passage and mode; None before its passage is known."""
        return self.game.round if self.game.subject == self._subject else None

    @property
    def _subject(self) -> tuple[Any, ...]:
        return (*_question(self.model, *self._passage()), self.game.mode)

    def _begin_round(self, passage: Passage) -> None:
        self.game.round, self.game.subject = GuessingRound(passage, self.game.mode), self._subject

    def restart_round(self) -> None:
        """Begin the round again."""
        if self.round is not None:
            self._begin_round(self.round.passage)

    def next_passage(self) -> None:
        """Go on to another passage."""
        answer = self.answer("game")
        count = int(answer["passages"]) if answer else 1
        self.game.passage = (self.game.passage + PASSAGE_STRIDE) % max(1, count)
        self.ask()

    def set_own_text(self, text: str) -> None:
        """Have a text of the user's guessed; the test part if it is empty."""
        self.game.own_text, self.game.passage = text, 0

    def guess(self, token: str) -> None:
        """Guess the next token of the round."""
        game = self.round
        if game is not None and game.position is not None:
            game.guess(token, self.game.confidence)
            source = "own" if self.game.own_text else "test"
            record = GuessingRecord(self.model.name, source, len(game.guesses), game.user_bits, game.model_bits)
            self.challenge_progress.record(record)


def _question(model: Model, probe: str, arguments: dict[str, Any]) -> tuple[Any, ...]:
    """Return what identifies a request to a model."""
    return model.name, model.stamp, probe, repr(sorted(arguments.items()))
