# Functions of every calling convention get what they were called with.
import _testcapi

print(_testcapi.meth_varargs(1, 2)[1], _testcapi.meth_varargs_keywords(1, k=2)[1:])
for call in (lambda: _testcapi.meth_noargs(1), lambda: _testcapi.meth_o(), lambda: _testcapi.meth_varargs(k=1)):
    try:
        call()
    except TypeError as e:
        print(e)
obj = _testcapi.MethInstance()
print(obj.meth_noargs() is obj, _testcapi.MethClass().meth_noargs() is _testcapi.MethClass, _testcapi.MethStatic.meth_o(3))
print(_testcapi.pyobject_vectorcall(dict, (1,), ("a",)), _testcapi.pyobject_fastcalldict(int, ("ff",), {"base": 16}))
print(_testcapi.INT_MAX, _testcapi.float_pack(2, 1.5, True), _testcapi.float_unpack(b"\x3e\x00", False))
try:
    _testcapi.raise_memoryerror()
except MemoryError as e:
    print(repr(e))
