import logging, logging.config, io, sys
s = io.StringIO()
logging.basicConfig(stream=s, level=logging.INFO, format="%(levelname)s:%(name)s:%(funcName)s:%(lineno)d:%(message)s")
log = logging.getLogger("a.b")
def f():
    log.info("hello %s %d", "x", 3); log.debug("no")
    try: 1 / 0
    except ZeroDivisionError: log.exception("failed")
f()
print(s.getvalue())
log.setLevel("DEBUG"); print(log.getEffectiveLevel(), log.parent, logging.getLevelName(30), log.isEnabledFor(10))
h = logging.StreamHandler(sys.stdout); h.setFormatter(logging.Formatter("{message}!{k}", style="{")); h.addFilter(lambda r: r.levelno > 20)
log.addHandler(h); log.propagate = False
log.warning("w", extra={"k": 1}); log.info("i", extra={"k": 1})
logging.config.dictConfig({"version": 1, "disable_existing_loggers": False, "handlers": {"c": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}}, "root": {"handlers": ["c"], "level": "ERROR"}})
logging.error("root"); logging.getLogger("z").warning("no"); logging.LoggerAdapter(logging.getLogger("q"), {}).error("adapter")
