"""Random programs from grammar.txt.  generate(seed) is always the same text for the same seed."""
import pathlib
import random
import re

HERE = pathlib.Path(__file__).resolve().parent
PLACE = re.compile(r"\$([a-z]\w*)((?:\.\w+(?:=[\w.]+)?)*)")
HANDLES = re.compile(r"\b(try|raise|with)\b")
KINDS = {  # what the variables of a kind are called, and their first values
    "number": ("abcde", ["$literal"]),
    "int": ("ijk", ["$whole"]),
    "seq": ("pq", ["[1, 2, 3]", "(1, 2.5)", "[]", "[0.5, 1.5]"]),
    "text": ("st", ["'abc'", "''", "'12'"]),
    "map": ("m", ["{}", "{0: 1, 1: 2}"]),
    "object": ("o", ["Plain(1, 2)", "$class(1, 2)"]),
    "any": ("vw", ["None", "1", "'x'", "[1]", "Noisy('first')"]),
}
ARGUMENTS = [
    "0", "1", "-1", "2", "5", "6", "8", "2.0", "-1.5", "True", "False", "1.0", "-0.0", "0.5", "2.5e10", "INF", "NAN", "2**61 - 1", "-2**61", "2**61",
    "2**62 - 1", "-2**62 - 1", "2**63", "-2**63", "2**64 + 1", "1e308", "None", "'abc'", "[1, 2, 3]", "(1.5, 2)", "[]",
    "Plain(1, 2)", "{0: 1}", "3", "4", "-7", "1.25",
]


def read_grammar(path=HERE / "grammar.txt"):
    """Section name -> list of (weight, conditions, text)."""
    sections, texts = {}, None
    for line in path.read_text().splitlines():
        if line.startswith("== "):
            texts = sections[line[3:].strip()] = []
        elif line and not line.startswith("#"):
            head, _, text = line.partition("|")
            text = text[1:]
            if head.strip():
                weight, *conditions = head.split()
                texts.append((int(weight), frozenset(conditions), text))
            else:
                weight, conditions, before = texts[-1]
                texts[-1] = weight, conditions, before + "\n" + text
    return sections


GRAMMAR = read_grammar()


class Scope:
    """A function being written: what kind it is and which variables it has."""

    def __init__(self, kind="plain", around=None):
        self.kind, self.around = kind, around
        self.loops = 0
        self.parameters = ""
        self.names = {kind: list(names) for kind, (names, _) in KINDS.items()}
        if around:
            self.names = {kind: list(names) for kind, names in around.names.items()}


class Program:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.scope = None
        self.serial = 0
        self.budget = 0  # statements that may still be written
        self.functions = {"plain": [], "gen": [], "coro": [], "agen": []}
        self.level = 0
        self.classes = []
        self.finalizers = seed % 4 == 3  # programs that show finalizers handle no exceptions
        self.comprehensions = 0  # how many the text stands in

    # ---- choices ----

    def conditions(self):
        yield "loop" if self.scope and self.scope.loops else "noloop"
        if self.scope:
            yield {"agen": "gen"}.get(self.scope.kind, self.scope.kind)
            if self.scope.kind == "agen":
                yield "coro"
            if not self.scope.around:
                yield "top"

    def choose(self, section, leaf=False):
        here = {*self.conditions(), "leaf"}
        texts = [(w, t) for w, c, t in GRAMMAR[section] if c <= here and (not leaf or "leaf" in c)]
        if self.scope and self.scope.kind == "agen":  # no delegation, no value to return
            texts = [(w, t) for w, t in texts if "yield from" not in t and "return $" not in t]
        if self.finalizers:
            texts = [(w, t) for w, t in texts if not HANDLES.search(t)]
        if self.comprehensions:
            texts = [(w, t) for w, t in texts if ":=" not in t]
        if not texts:
            return self.choose(section)
        return self.random.choices([t for _, t in texts], [w for w, _ in texts])[0]

    def number(self):
        self.serial += 1
        return self.serial

    # ---- expansion ----

    def expand(self, text, depth, names=None):
        """The text with every placeholder written out; names are this text's fresh names."""
        names = {} if names is None else names
        outer, loops = self.scope, self.scope.loops if self.scope else 0
        out = []
        for line in text.split("\n"):
            indent = line[:len(line) - len(line.lstrip())]
            if not indent and self.scope and self.scope is outer:
                self.scope.loops = loops
            if line.startswith("$kind."):
                self.scope.kind = line[6:]
            elif line == "$enddef":
                self.scope = outer
            elif line.strip() in ("$block", "$body", "$init", "$members"):
                lines = getattr(self, "lines_" + line.strip()[1:])(depth)
                out += [indent + each for each in lines]
            else:
                out += PLACE.sub(lambda m: self.place(m, depth, names), line).split("\n")
            if self.scope and re.match(r"(for|while)\b", line):
                self.scope.loops += 1
        self.scope = outer
        if outer:
            outer.loops = loops
        return "\n".join(out)

    def place(self, match, depth, names):
        name, parts = match[1], [p for p in match[2].split(".") if p]
        if name in GRAMMAR:
            text = self.choose(name, depth <= 0)
            inside = re.search(r"[\w)] for \$fresh", text) is not None
            self.comprehensions += inside
            expanded = self.expand(text, depth - 1)
            self.comprehensions -= inside
            return expanded + match[2]
        if name.startswith("fresh"):
            if name not in names:
                names[name] = f"{'ijxy'[self.serial % 4]}{self.number()}"
            return names[name] + match[2]
        if name in ("get", "set"):
            return ".".join([self.variable(parts[0], name == "set", names), *parts[1:]])
        if name == "def":
            self.scope = self.member_scope([p.partition("=")[0] for p in parts])
            return ", ".join(parts)
        return getattr(self, "place_" + name)(names) + match[2]

    def variable(self, kind, stored, names):
        """One that this text does not store to twice: CPython 3.11.2 gets a, a = 1, 2 wrong."""
        variables = self.scope.names[kind]
        taken = names.setdefault("stored", set())
        chosen = self.random.choice([v for v in variables if not stored or v not in taken] or variables)
        if stored:
            taken.add(chosen)
        return chosen

    def member_scope(self, parameters):
        scope = Scope()
        scope.around = scope
        scope.names = {kind: parameters for kind in KINDS}
        return scope

    def place_label(self, names):
        return str(self.number())

    def place_fname(self, names):
        return names.setdefault("fname", f"f{len(self.functions['plain'])}")

    def place_cname(self, names):
        return names.setdefault("cname", f"C{len(self.classes)}")

    def place_class(self, names):
        return self.random.choice(self.classes or ["Plain"])

    def place_base(self, names):
        return self.random.choice(["Shown", "Shown", "Plain", "Noisy", *self.classes[-1:]])

    def place_params(self, names):
        """Two parameters that a caller must or may give, sometimes more."""
        self.scope = Scope("plain", self.scope)
        numbers = self.random.sample(KINDS["number"][0] + KINDS["int"][0], 3)
        first, second, third = numbers
        self.scope.parameters = self.random.choice([
            f"{first}, {second}", f"{first}, {second}", f"{first}, {second}=7", f"{first}, {second}=1.5, *p",
            f"{first}=0, {second}=1, {third}=2", f"{first}, {second}, *, {third}=3", f"{first}, /, {second}, **m",
            f"{first}, v", f"v, {first}=2", f"{first}, p",
        ])
        return self.scope.parameters

    def place_nonlocals(self, names):
        variables = {name for group in self.scope.names.values() for name in group}
        return ", ".join(sorted(variables - self.parameters()))

    def parameters(self):
        return set(re.findall(r"\b[a-z]\b", self.scope.parameters))

    def arguments(self):
        return ", ".join(self.expand(self.choose("number", True), 0) for _ in range(2))

    def place_call(self, names):
        lower = [f for f, level in self.functions["plain"] if level < self.level]
        if not lower:
            return self.expand("$number", 0)
        style = self.random.choice(["cut({f}({a}))"] * 5 + ["cut({f}(*[{a}]))", "cut({f}(*[{a}], **{{}}))"])
        return style.format(f=self.random.choice(lower), a=self.arguments())

    def place_genfun(self, names):
        return self.of_kind("gen", "(lambda *u: iter(u))")

    def place_corofun(self, names):
        return self.of_kind("coro", "(lambda *u: Step(u))")

    def place_agenfun(self, names):
        return self.of_kind("agen", "(lambda *u: 5)")

    def of_kind(self, kind, otherwise):
        return self.random.choice([f for f, _ in self.functions[kind]] or [otherwise])

    # ---- lines ----

    def lines_block(self, depth):
        lines = []
        for _ in range(self.random.choice([1, 1, 2, 2, 3])):
            if self.budget <= 0:
                break
            self.budget -= 1
            text = self.choose("statement")
            if (depth <= 0 or self.scope.loops > 2) and "$block" in text:
                text = self.random.choice(["$set.number = $number", "show($label, $number)"])
            lines += self.expand(text, min(depth - 1, 3)).split("\n")
        return lines or [self.expand("show($label, $get.number)", 0)]

    def lines_body(self, depth):
        lines = []
        outer, self.budget = self.budget, self.random.choice([6, 10, 16, 24]) if depth > 3 else 4
        while self.budget > 0:
            lines += self.lines_block(depth)
        self.budget = outer - 4
        return lines

    def lines_init(self, depth):
        """First values for the variables; a few stay unbound."""
        lines = []
        for kind, (names, values) in KINDS.items():
            for name in names:
                if name not in self.parameters():
                    unbound = "if not G2: " if self.random.random() < 0.02 else ""
                    lines.append(f"{unbound}{name} = {self.expand(self.random.choice(values), 0)}")
        return lines

    def lines_members(self, depth):
        lines = []
        for _ in range(self.random.randint(1, 5)):
            lines += self.expand(self.choose("member"), 3).split("\n")
        return lines

    # ---- the whole ----

    def define(self, section, kind):
        name = f"f{len(self.functions['plain'])}"
        text = self.expand(self.choose(section), 5, {"fname": name})
        for wanted in {"plain", kind}:
            self.functions[wanted].append((name, self.level if kind == "plain" else 99))
        return text

    def text(self):
        parts = ["from fuzzlib import *", "G0 = 1", "G1 = 2.5", "G2 = [0]"] + ["show_deaths()"] * self.finalizers
        for _ in range(self.random.randint(1, 3)):
            self.scope = None
            parts.append(self.expand(self.choose("class_definition"), 4))
            self.classes.append(f"C{len(self.classes)}")
        sections = [("function", "plain")] * 5 + [("generator_function", "gen")] * 2 + [
            ("coroutine_function", "coro"), ("async_generator_function", "agen")]
        for self.level in range(3):
            for _ in range(2 if self.level < 2 else 3):
                self.scope = None
                parts.append(self.define(*self.random.choice(sections)))
        for name, _ in self.functions["plain"]:
            for _ in range(4):
                pair = ", ".join(self.random.choices(ARGUMENTS, k=2))
                parts.append(f"attempt({name}, {pair})")
        return "\n".join(parts) + "\n"


def generate(seed):
    return Program(seed).text()
