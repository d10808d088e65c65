import sys
print(sys.version_info[:3], sys.version_info >= (3, 11), sys.version_info.major, sys.hexversion >> 16 == 0x30b)
print(sys.maxsize, sys.maxunicode, sys.byteorder, sys.platform, sys.getdefaultencoding(), sys.getfilesystemencoding())
print(sys.float_info.max, sys.float_info.epsilon, sys.float_info.dig, sys.int_info.bits_per_digit, sys.hash_info.modulus)
print(sys.flags.optimize, sys.flags.dev_mode, sys.flags.utf8_mode, len(sys.flags))
print("os" in sys.stdlib_module_names, "sys" in sys.builtin_module_names, type(sys.path), sys.argv[1:])
print(sys.getrecursionlimit(), sys.getswitchinterval(), sys.float_repr_style, sys.platlibdir)
print(sys.intern("a" + "b") is sys.intern("ab"), sys.is_finalizing(), sys.exception(), sys.exc_info())
print(sys.get_int_max_str_digits(), sys.thread_info.name, sys.api_version, sys.abiflags == "")
for bad in [lambda: sys.setrecursionlimit(0), lambda: sys.setrecursionlimit("x"), lambda: sys.intern(1),
            lambda: sys.set_int_max_str_digits(5), lambda: sys._getframe(1000), lambda: sys.setswitchinterval(-1),
            lambda: sys.getsizeof()]:
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
