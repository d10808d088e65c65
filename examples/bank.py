"""A bank with an audit trail: decorators, context managers, exceptions, properties."""
import functools
from contextlib import ExitStack, contextmanager
from decimal import Decimal


class BankError(Exception):
    """What customers are told."""


class InsufficientFunds(BankError):
    def __init__(self, account, missing):
        super().__init__(f"{account.owner} is short of {missing}")
        self.missing = missing


class AccountFrozen(BankError):
    pass


AUDIT = []


def audited(method):
    """Records every call of a method and how it ended."""

    @functools.wraps(method)
    def wrapper(self, *args, **kwargs):
        entry = [method.__name__, self.owner, *map(str, args), "failed"]
        AUDIT.append(entry)
        result = method(self, *args, **kwargs)
        entry[-1] = "ok"
        return result

    return wrapper


def requires(test, message):
    """A decorator with arguments: refuses the call unless test(self) holds."""

    def decorate(method):
        @functools.wraps(method)
        def wrapper(self, *args):
            if not test(self):
                raise AccountFrozen(message.format(self=self))
            return method(self, *args)

        return wrapper

    return decorate


class Account:
    fee = Decimal("0.10")

    def __init__(self, owner, balance="0"):
        self.owner = owner
        self._balance = Decimal(balance)
        self.frozen = False

    @property
    def balance(self):
        return self._balance

    @balance.setter
    def balance(self, value):
        if value < 0:
            raise InsufficientFunds(self, -value)
        self._balance = value

    @audited
    @requires(lambda self: not self.frozen, "{self.owner}'s account is frozen")
    def deposit(self, amount):
        self.balance += amount

    @audited
    @requires(lambda self: not self.frozen, "{self.owner}'s account is frozen")
    def withdraw(self, amount):
        self.balance -= amount + self.fee

    def __repr__(self):
        return f"{type(self).__name__}({self.owner!r}, {str(self.balance)!r})"


@contextmanager
def transaction(*accounts):
    """All or nothing: balances are put back when the block fails."""
    before = [(account, account.balance) for account in accounts]
    try:
        yield
    except BankError as error:
        for account, balance in before:
            account._balance = balance
        print("rolled back:", error)
    else:
        print("committed:", ", ".join(f"{a.owner} {a.balance}" for a in accounts))


class Freeze:
    def __init__(self, account):
        self.account = account

    def __enter__(self):
        self.account.frozen = True
        return self.account

    def __exit__(self, kind, value, traceback):
        self.account.frozen = False
        return False


def transfer(source, target, amount):
    with transaction(source, target):
        source.withdraw(amount)
        target.deposit(amount)


def main():
    ada, bob, cy = Account("Ada", "100"), Account("Bob"), Account("Cy", "20.50")
    transfer(ada, bob, Decimal("30"))
    transfer(bob, cy, Decimal("30"))
    with ExitStack() as stack:
        stack.enter_context(Freeze(cy))
        stack.callback(print, "the freeze is over")
        transfer(ada, cy, Decimal("5"))
    transfer(cy, ada, Decimal("7.25"))
    print(ada, bob, cy)
    for entry in AUDIT:
        print("  ".join(entry))


main()
