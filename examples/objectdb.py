"""An object database in memory: a metaclass collects fields, descriptors validate and index them."""
import itertools
import json


class Field:
    """A typed attribute; with index=True the class can be searched by it quickly."""

    def __init__(self, kind, *, default=None, index=False):
        self.kind, self.default, self.indexed = kind, default, index

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        return obj._values.get(self.name, self.default)

    def __set__(self, obj, value):
        value = self.convert(value)
        if self.indexed:
            index = type(obj).indexes[self.name]
            index.get(self.__get__(obj), set()).discard(obj.id)
            index.setdefault(value, set()).add(obj.id)
        obj._values[self.name] = value

    def convert(self, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} must be {self.kind.__name__}, not {type(value).__name__}")
        return value


class Reference(Field):
    def __init__(self, target):
        super().__init__(int)
        self.target = target

    def __get__(self, obj, owner=None):
        found = super().__get__(obj, owner)
        if obj is None or found is None:
            return found
        return Model.registry[self.target].get(found)

    def convert(self, value):
        if type(value).__name__ != self.target:
            raise TypeError(f"{self.name} must be a {self.target}")
        return value.id


class ModelMeta(type):
    registry = {}

    def __new__(meta, name, bases, namespace):
        cls = super().__new__(meta, name, bases, namespace)
        inherited = dict(itertools.chain.from_iterable(getattr(b, "fields", {}).items() for b in bases))
        cls.fields = inherited | {k: v for k, v in namespace.items() if isinstance(v, Field)}
        cls.indexes = {k: {} for k, v in cls.fields.items() if v.indexed}
        cls.objects = {}
        cls.next_id = itertools.count(1)
        meta.registry[name] = cls
        return cls

    def __iter__(cls):
        return iter(cls.objects.values())

    def __len__(cls):
        return len(cls.objects)

    def get(cls, id):
        return cls.objects[id]


class Model(metaclass=ModelMeta):
    def __init__(self, **values):
        self._values = {}
        self.id = next(type(self).next_id)
        unknown = values.keys() - self.fields.keys()
        if unknown:
            raise AttributeError(f"no such field: {', '.join(sorted(unknown))}")
        for name, value in values.items():
            setattr(self, name, value)
        type(self).objects[self.id] = self

    @classmethod
    def where(cls, **conditions):
        candidates = set(cls.objects)
        rest = {}
        for name, value in conditions.items():
            if name in cls.indexes:
                candidates &= cls.indexes[name].get(value, set())
            else:
                rest[name] = value
        for id in sorted(candidates):
            obj = cls.objects[id]
            if all(getattr(obj, n) == v for n, v in rest.items()):
                yield obj

    def dump(self):
        return {"id": self.id, **self._values}

    def __repr__(self):
        shown = ", ".join(f"{n}={v!r}" for n, v in self._values.items())
        return f"<{type(self).__name__} {self.id}: {shown}>"


class Author(Model):
    name = Field(str, index=True)
    born = Field(int)


class Work(Model):
    title = Field(str, index=True)
    author = Reference("Author")
    year = Field(int, index=True)


class Translation(Work):
    language = Field(str, default="en")


def main():
    homer = Author(name="Homer")
    dante = Author(name="Dante", born=1265)
    Work(title="Iliad", author=homer)
    Work(title="Odyssey", author=homer)
    comedy = Work(title="Commedia", author=dante, year=1320)
    Translation(title="Comedy", author=dante, year=1814)
    print(len(Author), len(Work), len(Translation), list(Translation.fields))
    print(comedy.author.name, [w.title for w in Work.where(author=homer)])
    comedy.year = 1321
    print(list(Work.where(year=1320)), list(Work.where(year=1321)))
    print(next(Translation.where(title="Comedy")).language)
    for bad in (lambda: Author(name=7), lambda: Author(nom="x"), lambda: Work(author=comedy)):
        try:
            bad()
        except (TypeError, AttributeError) as error:
            print(f"{type(error).__name__}: {error}")
    print(json.dumps([work.dump() for work in Work], indent=1))


main()
