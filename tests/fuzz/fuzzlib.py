"""What the random programs stand on: printing, driving generators by hand, and types that show the
order in which things happen.  Runs under python3.11 and under every engine."""
import builtins
import gc
import sys

INF = float("inf")
NAN = float("nan")
FUEL = 4000
ORIGINAL = {name: getattr(builtins, name) for name in ("len", "range", "abs", "sum")}
fuel = FUEL
raw_print = sys.stdout.write
deaths_shown = False  # do finalizers print?
deaths_held = None  # the output so far of a call, where finalizers print
raised = False  # was an exception seen in it?
make_text, order, kind_of, is_a = repr, sorted, type, isinstance


def print_text(text):
    if deaths_held is None:
        raw_print(text)
    else:
        deaths_held.append(text)


def died(label):
    """What finalizers print, in programs that show them."""
    if deaths_shown:
        print_text(f"died: {label}\n")


def show_deaths():
    """When the collector comes is each implementation's own affair: it does not come then."""
    global deaths_shown, deaths_held
    deaths_shown, deaths_held = True, []
    gc.disable()


def release():
    """Prints what is held.  Which finalizers run while an exception passes and which only when it is
    dropped depends on how long frames live: they are left out where a call raised."""
    global deaths_held, raised
    if deaths_held is not None:
        text, deaths_held = "".join(t for t in deaths_held if not raised or t[:6] != "died: "), []
        raw_print(text)
    raised = False


def begin(name):
    """Starts a program: everything it may have changed is as at first."""
    global fuel, deaths_shown, deaths_held
    fuel = FUEL
    deaths_shown, deaths_held = False, None
    ticks.clear()
    unpatch()
    raw_print(f"=== {name}\n")
    sys.stdout.flush()


def end():
    global deaths_shown, deaths_held, raised
    raised = True
    release()
    deaths_shown, deaths_held = False, None
    unpatch()
    gc.enable()
    sys.stdout.flush()


def text_of(value):
    """repr, but of bounded length, and in an order that no hash decides."""
    if kind_of(value) in (set, frozenset):
        return kind_of(value).__name__ + make_text(order(map(text_of, value)))
    try:
        text = make_text(value)
    except Exception as e:
        text = f"<repr failed: {kind_of(e).__name__}: {e}>"
    return text[:200]


class OutOfFuel(BaseException):
    """The program printed too much."""


def spend(amount):
    global fuel
    fuel -= amount
    if fuel < 0:
        raise OutOfFuel


def show(label, *values, **named):
    spend(2)
    print_text(f"{label}: {' '.join(map(text_of, values))}{text_of(named) if named else ''}\n")
    return values[0] if values else None


def report(e):
    """Prints a traceback as it would end a program."""
    global raised
    raised = True
    spend(20)
    if is_a(e, BaseException):
        sys.stderr, kept = Output, sys.stderr
        sys.__excepthook__(kind_of(e), e, e.__traceback__)
        sys.stderr = kept


class Output:
    def write(text):
        print_text(text)
        return ORIGINAL["len"](text)

    def flush():
        pass


ticks = {}


def tick(label):
    """True at every sixth question: the end of a loop that might not end."""
    spend(1)
    ticks[label] = ticks.get(label, 0) + 1
    return ticks[label] % 6 == 0


def cut(value):
    """The value, or a smaller one of its type if it grew large."""
    if is_a(value, int) and not -(1 << 200) < value < 1 << 200:
        return value % 1000003
    if is_a(value, (str, list, tuple)) and ORIGINAL["len"](value) > 20:
        return value[:20]
    return value


def patch(name, value):
    setattr(builtins, name, value)


def unpatch():
    for name, value in ORIGINAL.items():
        setattr(builtins, name, value)


def attempt(function, *args, **named):
    """Calls and shows the result or the exception."""
    try:
        result = function(*args, **named)
        if hasattr(kind_of(result), "send") or hasattr(kind_of(result), "asend"):
            drive(result)
        else:
            show(function.__name__, result)
    except Exception as e:
        report(e)
    result = args = named = None
    release()


def drive(it):
    """Takes a generator, coroutine or asynchronous generator through next, send, throw and close."""
    if hasattr(it, "asend"):
        return drive(walk(it))
    steps = ["send", None], ["send", 3], ["send", 1.5], ["throw", ValueError("thrown")], ["send", 2**61], ["throw", Custom("thrown")], ["send", None]
    try:
        for how, value in steps:
            show(how, getattr(it, how)(value))
    except StopIteration as e:
        show("stop", e.value)
    except Exception as e:
        report(e)
    try:
        it.close()
    except Exception as e:
        report(e)


async def walk(it):
    async for value in it:
        show("item", value)
        if value == 3:
            show("sent", await it.asend(4))


class Custom(Exception):
    pass


class Exploding(Exception):
    """Not a type: matching an exception against one is a TypeError."""


class Shown:
    """A base whose instances print without an address."""
    __slots__ = ()

    def __repr__(self):
        try:
            x = object.__getattribute__(self, "x")
        except AttributeError:
            x = "unset"
        return f"<{kind_of(self).__name__} {text_of(x)}>"


class Plain(Shown):
    __match_args__ = ("x", "y")

    def __init__(self, x, y=0):
        self.x = x
        self.y = y

    def m(self, u=0, k=2):
        return u

    @property
    def area(self):
        return self.x


class Noisy(Shown):
    """Says when it dies."""

    def __init__(self, x, *_):
        self.x = x

    def __del__(self):
        died(self.x)


class Loud:
    """A number-like operand that shows which of its methods is called."""

    def __init__(self, x):
        self.x = x

    def __repr__(self):
        return f"Loud({self.x})"

    def __add__(self, other):
        show(self.x, "+", other)
        return other

    def __rsub__(self, other):
        show(self.x, "r-", other)
        return other

    def __lt__(self, other):
        show(self.x, "<", other)
        return True

    def __eq__(self, other):
        show(self.x, "==", other)
        return []

    __hash__ = None


class Truth:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        print_text("bool\n")
        return ORIGINAL["len"](str(self.value)) == 4


class Manager:
    def __init__(self, label, swallow):
        self.label, self.swallow = label, swallow

    def __enter__(self):
        show(self.label, "enter")
        return self.label

    def __exit__(self, kind, value, traceback):
        show(self.label, "exit", kind, value)
        return self.swallow


class AManager(Manager):
    async def __aenter__(self):
        await Step(self.label)
        return self.__enter__()

    async def __aexit__(self, *args):
        return self.__exit__(*args)


class Step:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        got = yield self.value
        return got
