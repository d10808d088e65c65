from typing import *
import typing
T = TypeVar("T", bound=int)
class Box(Generic[T]):
    def get(self) -> T: ...
print(Box[int], Optional[int], Union[int, str, int], Callable[[int], str], List[int], Dict[str, Any])
print(get_type_hints(Box.get), get_origin(List[int]), get_args(Dict[str, int]))
class Named(NamedTuple):
    a: int
    b: str = "x"
print(Named(1), Named.__annotations__)
class TD(TypedDict, total=False):
    k: int
print(TD(k=1), TD.__optional_keys__)
@runtime_checkable
class HasLen(Protocol):
    def __len__(self): ...
print(isinstance([], HasLen), isinstance(1, HasLen))
def f(x: "int", *a: "List[str]") -> None: ...
print(get_type_hints(f), cast(int, "x"), Literal["a", 1], ClassVar[int], Annotated[int, "m"])
UserId = NewType("UserId", int)
print(UserId(5), UserId, typing.TYPE_CHECKING, Final[int], Tuple[int, ...], Type[int])
@overload
def g(x: int) -> int: ...
def g(x): return x
print(g(1), len(get_overloads(g)))
