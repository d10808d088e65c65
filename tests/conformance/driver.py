"""Runs the tests of one module of CPython's test suite and writes what became of each, line by line, so that
nothing is lost when the process dies:

    krait driver.py MODULE RECORD [DONE]

MODULE is a module of the package `test`.  RECORD receives lines "word <tab> method <tab> detail": first "list" for
each method, then "start" and one of "pass", "fail", "error", "skip" for each that runs; details are JSON.  Methods
named in the file DONE, one a line, are left out: they ran in an earlier process.
"""
import json
import sys
import unittest


def flat(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from flat(item)
        else:
            yield item


def method_name(test):
    return test.id().removeprefix("test.")


class Recorder(unittest.TestResult):
    """Keeps the worst outcome of each method: a method with a failed part has failed."""

    def __init__(self, record):
        super().__init__()
        self.record = record
        self.outcome = None

    def write(self, word, method, detail=""):
        print(word, method, json.dumps(detail), sep="\t", file=self.record, flush=True)

    def startTest(self, test):
        super().startTest(test)
        self.outcome = None
        self.write("start", method_name(test))

    def stopTest(self, test):
        super().stopTest(test)
        word, detail = self.outcome or ("pass", "")
        self.write(word, method_name(test), detail)

    def settle(self, word, test, detail):
        if not isinstance(test, unittest.TestCase) and not hasattr(test, "test_case"):
            self.write(word, method_name(test), detail)  # setUpClass, setUpModule
        elif self.outcome is None or self.outcome[0] == "skip":
            self.outcome = word, detail

    def addFailure(self, test, err):
        self.settle("fail", test, self._exc_info_to_string(err, test)[-3000:])

    def addError(self, test, err):
        self.settle("error", test, self._exc_info_to_string(err, test)[-3000:])

    def addSubTest(self, test, subtest, err):
        if err is not None:
            if issubclass(err[0], test.failureException):
                self.addFailure(subtest, err)
            else:
                self.addError(subtest, err)

    def addSkip(self, test, reason):
        self.settle("skip", test, reason)

    def addUnexpectedSuccess(self, test):
        self.settle("fail", test, "unexpected success")


def main(module, record, done=None):
    sys.argv[1:] = []
    result = Recorder(open(record, "a", encoding="utf-8", errors="backslashreplace"))
    skipped = set(open(done, encoding="utf-8").read().splitlines()) if done else set()
    loader = unittest.TestLoader()
    suite = loader.loadTestsFromName("test." + module)
    for test in flat(suite):
        result.write("list", method_name(test))
    suite = drop(suite, skipped)
    suite.run(result)
    result.write("end", module)


def drop(suite, skipped):
    """The suite without the methods that ran before; its nesting, and with it the fixtures' order, stays."""
    kept = []
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            kept.append(drop(item, skipped))
        elif method_name(item) not in skipped:
            kept.append(item)
    return type(suite)(kept)


if __name__ == "__main__":
    main(*sys.argv[1:])
