"""Hold the state of the Tokens page in one session: the text, its tokenizations, what the panels show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nets.engine.engine import Engine
from nets.experiment.user_error import N_, Problem
from nets.studies.tokens.challenges import CHALLENGES
from nets.studies.tokens.samples import FIRST_TEXTS, SECOND_TEXTS
from nets.studies.tokens.settings import MAX_CHARACTERS, MAX_SECOND_CHARACTERS, TokensSettings
from nets.studies.tokens.token_costs import SENTENCES, TokenCosts, token_costs
from nets.studies.tokens.tokenization import TextAnalysis, analyse_text
from nets.studies.tokens.unknown_tokens import UnknownTokens, tokenize_second
from ui.session.address.private_values import private_values
from ui.session.browser_tabs import current_tab
from ui.session.requests.latest_query import LatestQuery
from ui.session.study_session import StudySession
from ui.text.i18n import language

SURROGATES = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"  # for a surrogate, which no page can show


@dataclass
class VectorsState:
    """What the panel about vectors shows.

    Attributes:
        kind: The tokenization.
        token: Id of the token; -1 for the default one, None if none was chosen in any tokenization.
        other: Id of the token that it is compared with; -1 for the default one.
        width: Numbers in a vector.
    """

    kind: str = "words"
    token: int | None = None
    other: int = -1
    width: int = 8


@dataclass
class PanelStates:
    """What each panel of the page shows.

    Attributes:
        listed_kind: The tokenization whose vocabulary is listed.
        vectors: What the panel about vectors shows.
        sentences: Pairs of sentences whose token costs are compared.
    """

    listed_kind: str = "pairs"
    vectors: VectorsState = field(default_factory=VectorsState)
    sentences: tuple[tuple[str, str], ...] = SENTENCES


class TextQueries:
    """The queries to the workers.

    Attributes:
        analysis: The tokenizations of the text.
        unknown: The second text in the vocabularies of the first.
        costs: Token costs of the sentences by language.
    """

    def __init__(self, engine: Engine) -> None:
        self.analysis: LatestQuery[TextAnalysis] = LatestQuery(engine)
        self.unknown: LatestQuery[dict[str, UnknownTokens]] = LatestQuery(engine)
        self.costs: LatestQuery[dict[str, TokenCosts]] = LatestQuery(engine)


class TokensSession(StudySession[TokensSettings]):
    """State of the Tokens page.

    Attributes:
        notes: What had to be changed in the user's text.
        panels: What the panels show. The selected tokens are reset if tokens get new ids.
        texts: The queries to the workers.
    """

    name, settings_class, user_content = "tokens", TokensSettings, ("text", "second")
    panel_names = ("merges", "vocabulary", "size", "vectors", "strangers", "prices", "challenges")
    fragments = ("tokens-settings", "tokens-text", "tokens-found")
    challenges = CHALLENGES

    def __init__(self, engine: Engine, settings: TokensSettings) -> None:
        super().__init__(engine, settings)
        self.notes: list[Problem] = []
        self.panels = PanelStates()
        self.texts = TextQueries(engine)

    @property
    def text(self) -> str:
        """The text: the user's, or the bundled one."""
        return FIRST_TEXTS[language()] if self.settings.text is None else self.settings.text

    @property
    def second_text(self) -> str:
        """The second text: the user's, or the bundled one."""
        return SECOND_TEXTS[language()] if self.settings.second is None else self.settings.second

    # Queries

    @property
    def analysis(self) -> TextAnalysis | None:
        """The tokenizations of the text; None while they are not known."""
        return self.texts.analysis.to(self.question)

    @property
    def question(self) -> tuple[Any, ...]:
        """What the analysis depends on."""
        settings = self.settings
        return self.text, settings.vocabulary, settings.across, settings.unit

    @property
    def unknown_tokens(self) -> dict[str, UnknownTokens] | None:
        """The second text in the vocabularies of the first; None while it is not known."""
        return self.texts.unknown.to((self.question, self.second_text))

    @property
    def costs(self) -> dict[str, TokenCosts] | None:
        """Token costs of the sentences by language; None while they are not known."""
        return self.texts.costs.to((self.question, self.panels.sentences))

    @property
    def queries(self) -> Sequence[LatestQuery[Any]]:
        """All queries of the page."""
        return self.texts.analysis, self.texts.unknown, self.texts.costs

    def ask(self) -> None:
        """Ask for the analysis, then for what the open panel needs of it."""
        settings = self.settings
        self.texts.analysis.ask(self.question, analyse_text, self.text, settings)
        analysis = self.analysis
        if analysis is None:
            return
        encoding = analysis.encoding
        if self.panel == "strangers":
            question, texts = (self.question, self.second_text), (self.text, self.second_text)
            self.texts.unknown.ask(question, tokenize_second, *texts, settings, encoding)
        if self.panel == "prices":
            costs_question = self.question, self.panels.sentences
            self.texts.costs.ask(costs_question, token_costs, self.panels.sentences, settings.vocabulary, encoding)

    @property
    def evidence(self) -> Sequence[Any]:
        """The analysis with the settings, once it is known."""
        return [(self.analysis, self.settings)] if self.analysis else []

    # Changes

    def apply_settings(self, settings: TokensSettings) -> None:
        """Replace the settings. The selected tokens are reset if tokens get new ids."""
        before = self.question
        super().apply_settings(settings)
        if self.question != before:
            vectors = self.panels.vectors
            vectors.token, vectors.other = None if vectors.token is None else -1, -1

    def set_text(self, text: str, length: int = 0, from_file: bool = False) -> None:
        """Take a text, cut to the maximum length.

        Args:
            text: The text, or its beginning.
            length: The whole length if `text` is only the beginning.
            from_file: Whether it comes from a file; the address never holds such a text, however short it is.
        """
        self.notes = []
        cleaned = self._clean(text, MAX_CHARACTERS, length)
        if from_file:
            private_values.mark_file(current_tab().token, cleaned)
        self.change(text=cleaned)

    def set_second_text(self, text: str) -> None:
        """Take a second text, cut to the maximum length."""
        self.notes = []
        self.change(second=self._clean(text, MAX_SECOND_CHARACTERS))

    def _clean(self, text: str, limit: int, length: int = 0) -> str:
        """Cut the text and replace surrogates; `notes` say so."""
        length = max(length, len(text))
        if length > limit:
            words = N_("The text has {count} characters; this page works with the first {most} of them.")
            self.notes.append(Problem(words, count=length, most=limit))
        if SURROGATES.search(text[:limit]):
            words = N_("The text holds halves of characters; each is shown as {sign}.")
            self.notes.append(Problem(words, sign=REPLACEMENT))
        return SURROGATES.sub(REPLACEMENT, text[:limit])
