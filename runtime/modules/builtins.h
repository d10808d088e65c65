/* The functions of the builtins module, by file. */
#ifndef MODULES_BUILTINS_H
#define MODULES_BUILTINS_H

#include "../krait.h"

/* The rows of one file, for the one table in builtins.c:
 * BUILTIN(name, signature, doc) is a function builtins_<name> that gets its arguments bound;
 * BUILTIN_RAW(name, signature or NULL, doc) gets the call as it was made. */
#define BUILTINS(BUILTIN, BUILTIN_RAW)                                                                          \
  /* builtins_io.c */                                                                                           \
  BUILTIN(print, "*args, sep=' ', end='\\n', file=None, flush=False", "Write values to a stream, sys.stdout by default.") \
  BUILTIN(input, "prompt='', /", "Read a line from standard input.")                                            \
  BUILTIN_RAW(breakpoint, NULL, "Call sys.breakpointhook with these arguments.")                                \
  /* builtins_iter.c */                                                                                         \
  BUILTIN(len, "obj, /", "Number of items of a container.")                                                     \
  BUILTIN_RAW(iter, NULL, "iter(iterable): an iterator; iter(callable, sentinel): one that calls until the sentinel comes.") \
  BUILTIN_RAW(next, NULL, "next(iterator[, default]): the next item, or the default at the end.")               \
  BUILTIN(aiter, "async_iterable, /", "An asynchronous iterator.")                                              \
  BUILTIN(anext, "aiterator, default=<unrepresentable>, /", "Awaitable of the next item of an asynchronous iterator.") \
  BUILTIN(all, "iterable, /", "Are all items true.")                                                            \
  BUILTIN(any, "iterable, /", "Is any item true.")                                                              \
  BUILTIN(sum, "iterable, /, start=0", "Sum of the items.")                                                     \
  BUILTIN_RAW(min, NULL, "min(iterable, *[, default=obj, key=func]) or min(a, b, *args, *[, key=func]): the smallest.") \
  BUILTIN_RAW(max, NULL, "max(iterable, *[, default=obj, key=func]) or max(a, b, *args, *[, key=func]): the biggest.") \
  BUILTIN_RAW(sorted, "iterable, /, *, key=None, reverse=False", "A sorted list of the items.")                 \
  /* builtins_attr.c */                                                                                         \
  BUILTIN_RAW(getattr, NULL, "getattr(object, name[, default]): an attribute by name.")                         \
  BUILTIN(setattr, "obj, name, value, /", "Set an attribute by name.")                                          \
  BUILTIN(delattr, "obj, name, /", "Delete an attribute by name.")                                              \
  BUILTIN(hasattr, "obj, name, /", "Does the object have an attribute of this name.")                           \
  BUILTIN_RAW(vars, NULL, "vars([object]): an object's __dict__, or the local names.")                          \
  BUILTIN_RAW(dir, NULL, "dir([object]): the names of an object, or the local names.")                          \
  BUILTIN(locals, "", "The names of the current scope with their values.")                                      \
  BUILTIN(globals, "", "The current module's names with their values.")                                         \
  BUILTIN(id, "obj, /", "A number that no other object alive has.")                                             \
  BUILTIN(hash, "obj, /", "The hash of an object.")                                                             \
  BUILTIN(callable, "obj, /", "Can the object be called.")                                                      \
  BUILTIN(isinstance, "obj, class_or_tuple, /", "Is the object an instance of a class, or of one of several.")  \
  BUILTIN(issubclass, "cls, class_or_tuple, /", "Is a class derived from another, or from one of several.")     \
  /* builtins_value.c */                                                                                        \
  BUILTIN(abs, "x, /", "Absolute value.")                                                                       \
  BUILTIN(round, "number, ndigits=None", "Round to a number of decimal digits.")                                \
  BUILTIN(divmod, "x, y, /", "The pair (x // y, x % y).")                                                       \
  BUILTIN(pow, "base, exp, mod=None", "base ** exp, or base ** exp % mod.")                                     \
  BUILTIN(bin, "number, /", "Binary digits of an int, with 0b.\n\n>>> bin(-10)\n'-0b1010'")                                                \
  BUILTIN(oct, "number, /", "Octal digits of an int, with 0o.\n\n>>> oct(-8)\n'-0o10'")                                                 \
  BUILTIN(hex, "number, /", "Hexadecimal digits of an int, with 0x.\n\n>>> hex(-31)\n'-0x1f'")                                           \
  BUILTIN(ord, "c, /", "Code point of a character.")                                                            \
  BUILTIN(chr, "i, /", "Character of a code point.")                                                            \
  BUILTIN(repr, "obj, /", "Text that tells what an object is.")                                                 \
  BUILTIN(ascii, "obj, /", "repr with everything that is not ASCII escaped.")                                   \
  BUILTIN(format, "value, format_spec='', /", "Text of a value by a format specification.")                     \
  /* builtins_exec.c */                                                                                         \
  BUILTIN(compile, "source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1",  \
          "Compile source to a code object.")                                                                   \
  BUILTIN(eval, "source, globals=None, locals=None, /", "The value of an expression.")                          \
  BUILTIN(exec, "source, globals=None, locals=None, /, *, closure=None", "Run statements.")                     \
  BUILTIN(__import__, "name, globals=None, locals=None, fromlist=(), level=0", "Import a module.")

#define BUILTIN(name, sig, doc) Value builtins_##name(Ctx *, Value self, const Value *a);
#define BUILTIN_RAW(name, sig, doc) Value builtins_##name(Ctx *, Value self, const Value *args, size_t nargs, Value kwnames);
BUILTINS(BUILTIN, BUILTIN_RAW)
#undef BUILTIN
#undef BUILTIN_RAW

/* Checks a raw call: no keywords, between least and most values; else raises as CPython does.  0 or -1. */
int builtins_check(Ctx *, const char *name, size_t nargs, Value kwnames, size_t least, size_t most);

#endif
