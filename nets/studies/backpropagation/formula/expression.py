"""A formula that a person typed: read by a grammar of our own, and never evaluated as code.

    line    = [name "="] sum                       a line that is `name = number` gives an input its first value
    sum     = product {("+" | "-") product}
    product = factor {("*" | "/") factor}          after a number or a bracket "*" may be left out: 2x, 2(x + 1)
    factor  = ("-" | "+") factor | atom ["**" factor]
    atom    = number | name | function "(" sum {"," sum} ")" | "(" sum ")"

Each line may use the names of those before it; the last one is the output.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NoReturn

from nets.experiment.user_error import N_, Problem
from nets.studies.backpropagation.formula.graph import INPUT, NUMBER, Expression, Step
from nets.studies.backpropagation.formula.tokenizer import Token, cut, misplaced
from nets.studies.backpropagation.rules import FUNCTIONS

MOST_CHARACTERS, MOST_STEPS, MOST_DEPTH, MOST_NAME = 2000, 160, 40, 20
CONSTANTS = {"pi": math.pi}


def parse(text: str, names: Sequence[str] | None = None) -> Expression:
    """Read a formula. With `names`, no other inputs may come in it. What cannot be read raises a Problem."""
    if len(text) > MOST_CHARACTERS:
        raise Problem(N_("The formula has more than {most} characters."), most=MOST_CHARACTERS)
    return _Reader(text, names).read()


class _Reader:
    """Reads tokens from left to right, appending steps; `known` are the steps that have names."""

    def __init__(self, text: str, names: Sequence[str] | None) -> None:
        self.text, self.allowed = text, names
        self.tokens = cut(text)
        self.at = self.depth = 0
        self.open: list[Token] = []  # brackets
        self.steps: list[Step] = []
        self.known: dict[str, int] = {}
        self.given: dict[str, float] = {}

    def read(self) -> Expression:
        output = None
        while self.at < len(self.tokens):
            if self.now.kind != "end":
                output = self._line()
            self.at += 1
        if output is None:
            raise Problem(N_("There is no formula yet."))
        names = tuple(step.name for step in self.steps if step.operation == INPUT)
        return Expression(self.text, tuple(self.steps), output, names, self.given)

    @property
    def now(self) -> Token:
        """The token that is read next. Lines may be broken inside brackets."""
        while self.open and self.tokens[self.at].text == "\n":
            self.at += 1
        return self.tokens[self.at]

    def _line(self) -> int:
        name = self.now if self.now.kind == "name" and self.tokens[self.at + 1].text == "=" else None
        if name:
            self._nameable(name)
            self.at += 2
        made = self._sum()
        if self.now.kind != "end":
            self._unexpected()
        return self._named(name.text, made) if name else made

    def _nameable(self, name: Token) -> None:
        if name.text in FUNCTIONS or name.text in CONSTANTS:
            self._wrong(name, N_("“{name}” has a meaning already."), name=name.text)
        if name.text in self.known:
            self._wrong(name, N_("“{name}” was used before. Give this line another name."), name=name.text)
        self._short(name)

    def _named(self, name: str, made: int) -> int:
        """Give this step the name; a bare number becomes an input that has the number as its first value."""
        step = self.steps[made]
        if step.operation == NUMBER and (self.allowed is None or name in self.allowed):
            self.steps[made], self.given[name] = Step(INPUT, name=name), step.number
        elif step.name:  # another name for what has one
            self.known[name] = made
            return made
        else:
            self.steps[made] = Step(step.operation, step.inputs, name, step.number)
        self.known[name] = made
        return made

    def _sum(self) -> int:
        left = self._product()
        while self.now.text in ("+", "-"):
            left = self._make(self._next().text, left, self._product())
        return left

    def _product(self) -> int:
        left = self._factor()
        while True:
            if self.now.text in ("*", "/"):
                left = self._make(self._next().text, left, self._factor())
            elif self.now.kind == "name" or self.now.text == "(":
                if not (self.tokens[self.at - 1].kind == "number" or self.tokens[self.at - 1].text == ")"):
                    return left
                left = self._make("*", left, self._factor())
            else:
                return left

    def _factor(self) -> int:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            self._wrong(self.now, N_("Brackets and signs are nested more than {most} deep here."), most=MOST_DEPTH)
        if self.now.text in ("-", "+"):
            sign = self._next().text
            made = self._factor()
            made = self._negative(made) if sign == "-" else made
        else:
            made = self._atom()
            if self.now.text == "**":
                self._next()
                made = self._make("**", made, self._factor())
        self.depth -= 1
        return made

    def _negative(self, made: int) -> int:
        last = self.steps[made]
        if last.operation != NUMBER or last.name or made != len(self.steps) - 1:
            return self._make("neg", made)
        self.steps[made] = Step(NUMBER, number=-last.number)
        return made

    def _atom(self) -> int:
        token = self.now
        if token.kind == "number":
            return self._number(self._next(), float(token.text))
        if token.kind == "name":
            self._next()
            return self._call(token) if self.now.text == "(" else self._input(token)
        if token.text == "(":
            return self._bracket()[0]
        return self._unexpected()

    def _number(self, token: Token, number: float) -> int:
        if not math.isfinite(number):
            self._wrong(token, N_("The number is too large."))
        return self._add(Step(NUMBER, number=number))

    def _input(self, token: Token) -> int:
        if token.text in CONSTANTS:
            return self._add(Step(NUMBER, number=CONSTANTS[token.text]))
        if token.text in FUNCTIONS:
            self._wrong(token, N_("“{name}” needs brackets behind it, as in {name}(x)."), name=token.text)
        if token.text not in self.known:
            self._short(token)
            if self.allowed is not None and token.text not in self.allowed:
                names = ", ".join(self.allowed)
                self._wrong(token, N_("“{name}” is unknown. There are: {names}."), name=token.text, names=names)
            self.known[token.text] = self._add(Step(INPUT, name=token.text))
        return self.known[token.text]

    def _call(self, token: Token) -> int:
        if token.text not in FUNCTIONS:
            names = ", ".join(FUNCTIONS)
            words = N_("“{name}” is no function. There are: {names}. A product is written with *.")
            self._wrong(token, words, name=token.text, names=names)
        given, needed = self._bracket(several=True), FUNCTIONS[token.text]
        if (len(given) != needed) if needed == 1 else (len(given) < needed):
            words = N_("“{name}” takes {needed} and has {count}.")
            self._wrong(token, words, name=token.text, needed=needed, count=len(given))
        made = given[0] if needed == 2 else self._make(token.text, given[0])
        for more in given[1:]:
            made = self._make(token.text, made, more)
        return made

    def _bracket(self, several: bool = False) -> list[int]:
        self.open.append(self._next())
        inside = [self._sum()]
        while several and self.now.text == ",":
            self._next()
            inside.append(self._sum())
        if self.now.text != ")":
            self._unexpected()
        self.open.pop()
        self._next()
        return inside

    def _make(self, operation: str, *inputs: int) -> int:
        return self._add(Step(operation, inputs))

    def _add(self, step: Step) -> int:
        if len(self.steps) >= MOST_STEPS:
            raise Problem(N_("The formula makes more than {most} nodes."), most=MOST_STEPS)
        self.steps.append(step)
        return len(self.steps) - 1

    def _next(self) -> Token:
        token = self.now
        self.at += 1
        return token

    def _short(self, token: Token) -> None:
        if len(token.text) > MOST_NAME:
            self._wrong(token, N_("A name may have {most} characters."), most=MOST_NAME)

    def _unexpected(self) -> NoReturn:
        token = self.now
        if token.text == ")" and not self.open:
            self._wrong(token, N_("This bracket closes nothing."))
        if token.kind == "end" and self.open:
            self._wrong(self.open[-1], N_("This bracket is never closed."))
        if token.kind == "end":
            self._wrong(token, N_("The formula breaks off: a number, a name or a bracket is missing."))
        self._wrong(token, N_("“{sign}” does not belong here."), sign=token.text)

    def _wrong(self, token: Token, words: str, **values: Any) -> NoReturn:
        raise misplaced(self.text, token.place, Problem(words, **values))
