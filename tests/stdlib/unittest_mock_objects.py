from unittest import mock
m = mock.Mock(return_value=3)
print(m(1, a=2), m.call_args, m.call_count)
m.assert_called_once_with(1, a=2)
mm = mock.MagicMock(); mm.__len__.return_value = 4
print(len(mm), mm.x.y() is mm.x.y(), mm.mock_calls[:1])
with mock.patch("os.getcwd", return_value="/x") as g:
    import os
    print(os.getcwd(), g.called)
s = mock.Mock(side_effect=[1, ValueError("v")])
print(s())
try: s()
except ValueError as e: print(e)
try: m.assert_called_with(9)
except AssertionError as e: print(e)
class C:
    def f(self, a): return a
print(mock.create_autospec(C)().f(1) is not None, mock.sentinel.x, mock.call(1, 2))
with mock.patch.object(C, "f", new=lambda self, a: a * 2), mock.patch.dict(os.environ, {"Q": "1"}):
    print(C().f(4), os.environ["Q"])
print(C().f(4), mock.ANY == 5)
