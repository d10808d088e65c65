from abc import ABC, abstractmethod
class Shape(ABC):
    @abstractmethod
    def area(self): ...
    @abstractmethod
    def name(self): ...
try: Shape()
except TypeError as e: print(e)
class Half(Shape):
    def name(self): return "half"
try: Half()
except TypeError as e: print(e)
class Full(Half):
    def area(self): return 1
print(Full().area(), Full().name(), isinstance(Full(), Shape), issubclass(int, Shape))
Shape.register(int)
print(isinstance(3, Shape), Shape.__abstractmethods__ == frozenset({"area", "name"}))
