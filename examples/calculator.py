"""A small language: tokens by regular expression, a precedence parser, evaluation with match."""
import math
import re
from dataclasses import dataclass
from typing import Union


@dataclass(frozen=True)
class Num:
    value: float


@dataclass(frozen=True)
class Var:
    name: str


@dataclass(frozen=True)
class Unary:
    op: str
    operand: "Node"


@dataclass(frozen=True)
class Binary:
    op: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Call:
    name: str
    args: tuple


@dataclass(frozen=True)
class Let:
    name: str
    value: "Node"


Node = Union[Num, Var, Unary, Binary, Call, Let]

TOKEN = re.compile(r"\s*(?:(?P<num>\d+\.?\d*(?:e[+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<op>\*\*|[-+*/%^(),=]))")
POWER = {"+": 10, "-": 10, "*": 20, "/": 20, "%": 20, "**": 30}


class Syntax(Exception):
    pass


def tokenize(text):
    at = 0
    while at < len(text.rstrip()):
        m = TOKEN.match(text, at)
        if not m:
            raise Syntax(f"unexpected {text[at:].strip()[0]!r} at {at}")
        at = m.end()
        yield m.lastgroup, m.group(m.lastgroup)
    yield "end", ""


class Parser:
    def __init__(self, text):
        self.tokens = list(tokenize(text))
        self.at = 0

    def peek(self):
        return self.tokens[self.at]

    def take(self, text=None):
        kind, value = self.tokens[self.at]
        if text is not None and value != text:
            raise Syntax(f"expected {text!r}, found {value or 'the end'!r}")
        self.at += 1
        return kind, value

    def statement(self):
        if self.peek()[0] == "name" and self.tokens[self.at + 1][1] == "=":
            _, name = self.take()
            self.take("=")
            node = Let(name, self.expression())
        else:
            node = self.expression()
        if self.peek()[0] != "end":
            raise Syntax(f"unexpected {self.peek()[1]!r}")
        return node

    def expression(self, minimum=0):
        left = self.prefix()
        while (power := POWER.get(self.peek()[1], -1)) >= minimum:
            _, op = self.take()
            left = Binary(op, left, self.expression(power + (op != "**")))
        return left

    def prefix(self):
        match self.take():
            case ("num", text):
                return Num(float(text))
            case ("name", name) if self.peek()[1] == "(":
                return Call(name, self.arguments())
            case ("name", name):
                return Var(name)
            case ("op", "-"):
                return Unary("-", self.expression(25))
            case ("op", "("):
                node = self.expression()
                self.take(")")
                return node
            case (_, text):
                raise Syntax(f"unexpected {text or 'end'!r}")

    def arguments(self):
        self.take("(")
        args = []
        while self.peek()[1] != ")":
            args.append(self.expression())
            if self.peek()[1] == ",":
                self.take()
        self.take(")")
        return tuple(args)


def evaluate(node, env):
    match node:
        case Num(value):
            return value
        case Var(name):
            return env[name]
        case Let(name, value):
            env[name] = result = evaluate(value, env)
            return result
        case Unary("-", operand):
            return -evaluate(operand, env)
        case Binary(op, left, right):
            a, b = evaluate(left, env), evaluate(right, env)
            match op:
                case "+": return a + b
                case "-": return a - b
                case "*": return a * b
                case "/": return a / b
                case "%": return a % b
                case "**": return a ** b
        case Call(name, args):
            return getattr(math, name)(*(evaluate(a, env) for a in args))
    raise TypeError(node)


def simplify(node):
    match node:
        case Binary("+", x, Num(0)) | Binary("+", Num(0), x) | Binary("*", x, Num(1)) | Binary("*", Num(1), x):
            return simplify(x)
        case Binary("*", Num(0), _) | Binary("*", _, Num(0)):
            return Num(0)
        case Binary(op, left, right):
            return Binary(op, simplify(left), simplify(right))
        case _:
            return node


def main():
    env = {"pi": math.pi}
    program = ["1 + 2 * 3", "(1 + 2) * 3", "2 ** 3 ** 2", "-2 ** 2", "r = 2.5", "area = pi * r ** 2",
               "sqrt(area / pi)", "hypot(3, 4) % 4", "10 / 4 - 1", "1 / 0", "2 +", "3 $ 4", "unknown + 1"]
    for line in program:
        try:
            print(f"{line:20} = {evaluate(Parser(line).statement(), env):.6g}")
        except (Syntax, ZeroDivisionError, KeyError) as error:
            print(f"{line:20} ! {type(error).__name__}: {error}")
    print(simplify(Parser("(x + 0) * 1 + 0 * y").statement()))


main()
