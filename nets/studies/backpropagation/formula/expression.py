"""Parse a formula that a user typed, by a grammar of our own; it is never evaluated as code.

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
from nets.studies.backpropagation.formula.graph import INPUT, NUMBER, Expression, GraphStep
from nets.studies.backpropagation.formula.tokenizer import Token, locate_problem, tokenize
from nets.studies.backpropagation.rules import FUNCTIONS

MAX_CHARACTERS, MAX_STEPS, MAX_DEPTH, MAX_NAME = 2000, 160, 40, 20
CONSTANTS = {"pi": math.pi}


def parse(text: str, names: Sequence[str] | None = None) -> Expression:
    """Parse a formula.

    Args:
        text: What the user typed.
        names: The allowed inputs; any if None.

    Raises:
        Problem: If the text is no formula, with the position of the mistake.
    """
    if len(text) > MAX_CHARACTERS:
        raise Problem(N_("The formula has more than {most} characters."), most=MAX_CHARACTERS)
    return _Parser(text, names).parse()


class _Parser:
    """Parses tokens from left to right and appends steps; `known` are steps with names."""

    def __init__(self, text: str, names: Sequence[str] | None) -> None:
        self.text, self.allowed = text, names
        self.tokens = tokenize(text)
        self.at = self.depth = 0
        self.open: list[Token] = []  # brackets
        self.steps: list[GraphStep] = []
        self.known: dict[str, int] = {}
        self.typed_values: dict[str, float] = {}

    def parse(self) -> Expression:
        output = None
        while self.at < len(self.tokens):
            if self.current.kind != "end":
                output = self._line()
            self.at += 1
        if output is None:
            raise Problem(N_("There is no formula yet."))
        names = tuple(step.name for step in self.steps if step.operation == INPUT)
        return Expression(self.text, tuple(self.steps), output, names, self.typed_values)

    @property
    def current(self) -> Token:
        """The next token. Brackets may contain line breaks."""
        while self.open and self.tokens[self.at].text == "\n":
            self.at += 1
        return self.tokens[self.at]

    def _line(self) -> int:
        name = self.current if self.current.kind == "name" and self.tokens[self.at + 1].text == "=" else None
        if name:
            self._check_name(name)
            self.at += 2
        result = self._sum()
        if self.current.kind != "end":
            self._unexpected()
        return self._name_step(name.text, result) if name else result

    def _check_name(self, name: Token) -> None:
        if name.text in FUNCTIONS or name.text in CONSTANTS:
            self._fail(name, N_("“{name}” has a meaning already."), name=name.text)
        if name.text in self.known:
            self._fail(name, N_("“{name}” was used before. Give this line another name."), name=name.text)
        self._check_length(name)

    def _name_step(self, name: str, result: int) -> int:
        """Name this step; a plain number becomes an input with that number as its first value."""
        step = self.steps[result]
        if step.operation == NUMBER and (self.allowed is None or name in self.allowed):
            self.steps[result], self.typed_values[name] = GraphStep(INPUT, name=name), step.number
        elif step.name:  # a second name for a named step
            self.known[name] = result
            return result
        else:
            self.steps[result] = GraphStep(step.operation, step.inputs, name, step.number)
        self.known[name] = result
        return result

    def _sum(self) -> int:
        left = self._product()
        while self.current.text in ("+", "-"):
            left = self._make(self._next().text, left, self._product())
        return left

    def _product(self) -> int:
        left = self._factor()
        while True:
            if self.current.text in ("*", "/"):
                left = self._make(self._next().text, left, self._factor())
            elif self.current.kind == "name" or self.current.text == "(":
                if not (self.tokens[self.at - 1].kind == "number" or self.tokens[self.at - 1].text == ")"):
                    return left
                left = self._make("*", left, self._factor())
            else:
                return left

    def _factor(self) -> int:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._fail(self.current, N_("Brackets and signs are nested more than {most} deep here."), most=MAX_DEPTH)
        if self.current.text in ("-", "+"):
            sign = self._next().text
            result = self._factor()
            result = self._negative(result) if sign == "-" else result
        else:
            result = self._atom()
            if self.current.text == "**":
                self._next()
                result = self._make("**", result, self._factor())
        self.depth -= 1
        return result

    def _negative(self, result: int) -> int:
        last = self.steps[result]
        if last.operation != NUMBER or last.name or result != len(self.steps) - 1:
            return self._make("neg", result)
        self.steps[result] = GraphStep(NUMBER, number=-last.number)
        return result

    def _atom(self) -> int:
        token = self.current
        if token.kind == "number":
            return self._number(self._next(), float(token.text))
        if token.kind == "name":
            self._next()
            return self._call(token) if self.current.text == "(" else self._input(token)
        if token.text == "(":
            return self._bracket()[0]
        return self._unexpected()

    def _number(self, token: Token, number: float) -> int:
        if not math.isfinite(number):
            self._fail(token, N_("The number is too large."))
        return self._add(GraphStep(NUMBER, number=number))

    def _input(self, token: Token) -> int:
        if token.text in CONSTANTS:
            return self._add(GraphStep(NUMBER, number=CONSTANTS[token.text]))
        if token.text in FUNCTIONS:
            self._fail(token, N_("“{name}” needs brackets behind it, as in {name}(x)."), name=token.text)
        if token.text not in self.known:
            self._check_length(token)
            if self.allowed is not None and token.text not in self.allowed:
                names = ", ".join(self.allowed)
                self._fail(token, N_("“{name}” is unknown. There are: {names}."), name=token.text, names=names)
            self.known[token.text] = self._add(GraphStep(INPUT, name=token.text))
        return self.known[token.text]

    def _call(self, token: Token) -> int:
        if token.text not in FUNCTIONS:
            names = ", ".join(FUNCTIONS)
            words = N_("“{name}” is no function. There are: {names}. A product is written with *.")
            self._fail(token, words, name=token.text, names=names)
        inputs, needed = self._bracket(several=True), FUNCTIONS[token.text]
        if (len(inputs) != needed) if needed == 1 else (len(inputs) < needed):
            words = N_("“{name}” takes {needed} and has {count}.")
            self._fail(token, words, name=token.text, needed=needed, count=len(inputs))
        result = inputs[0] if needed == 2 else self._make(token.text, inputs[0])
        for more in inputs[1:]:
            result = self._make(token.text, result, more)
        return result

    def _bracket(self, several: bool = False) -> list[int]:
        self.open.append(self._next())
        inputs = [self._sum()]
        while several and self.current.text == ",":
            self._next()
            inputs.append(self._sum())
        if self.current.text != ")":
            self._unexpected()
        self.open.pop()
        self._next()
        return inputs

    def _make(self, operation: str, *inputs: int) -> int:
        return self._add(GraphStep(operation, inputs))

    def _add(self, step: GraphStep) -> int:
        if len(self.steps) >= MAX_STEPS:
            raise Problem(N_("The formula makes more than {most} nodes."), most=MAX_STEPS)
        self.steps.append(step)
        return len(self.steps) - 1

    def _next(self) -> Token:
        token = self.current
        self.at += 1
        return token

    def _check_length(self, token: Token) -> None:
        if len(token.text) > MAX_NAME:
            self._fail(token, N_("A name may have {most} characters."), most=MAX_NAME)

    def _unexpected(self) -> NoReturn:
        token = self.current
        if token.text == ")" and not self.open:
            self._fail(token, N_("This bracket closes nothing."))
        if token.kind == "end" and self.open:
            self._fail(self.open[-1], N_("This bracket is never closed."))
        if token.kind == "end":
            self._fail(token, N_("The formula breaks off: a number, a name or a bracket is missing."))
        self._fail(token, N_("“{sign}” does not belong here."), sign=token.text)

    def _fail(self, token: Token, words: str, **values: Any) -> NoReturn:
        raise locate_problem(self.text, token.position, Problem(words, **values))
