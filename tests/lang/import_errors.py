def attempt(text):
    try:
        exec(text)
    except ImportError as e:
        print(type(e).__name__, e, e.name, e.path is not None)


attempt("import nothing_here")
attempt("import os.nothing")
attempt("import os.path.nothing")
attempt("from support import nothing")
attempt("from support.pkg.first import nothing")
attempt("import support.pkg.sub.toofar")
attempt("from . import x")
attempt("from .. import x")
attempt("import support.missing.deep")
