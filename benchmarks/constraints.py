"""Variables kept consistent by one-way constraints: plans are made by walking the graph, then run many times."""


class Variable:
    def __init__(self, name, value):
        self.name = name
        self.value = value
        self.determined_by = None
        self.constraints = []
        self.mark = 0


class Constraint:
    def __init__(self, strength):
        self.strength = strength
        self.satisfied = False

    def inputs(self):
        return []

    def output(self):
        return None

    def execute(self):
        pass


class Stay(Constraint):
    def __init__(self, variable, strength):
        super().__init__(strength)
        self.variable = variable
        variable.constraints.append(self)

    def output(self):
        return self.variable


class Equal(Constraint):
    def __init__(self, source, target, strength):
        super().__init__(strength)
        self.source = source
        self.target = target
        source.constraints.append(self)
        target.constraints.append(self)

    def inputs(self):
        return [self.source]

    def output(self):
        return self.target

    def execute(self):
        self.target.value = self.source.value


class Scale(Equal):
    def __init__(self, source, factor, offset, target, strength):
        super().__init__(source, target, strength)
        self.factor = factor
        self.offset = offset

    def inputs(self):
        return [self.source, self.factor, self.offset]

    def execute(self):
        self.target.value = self.source.value * self.factor.value + self.offset.value


class Planner:
    def __init__(self):
        self.mark = 0

    def propagate(self, variable):
        self.mark += 1
        plan = []
        todo = [variable]
        while todo:
            v = todo.pop()
            if v.mark == self.mark:
                continue
            v.mark = self.mark
            for c in v.constraints:
                out = c.output()
                if out is not v and (out.determined_by is None or out.determined_by.strength <= c.strength):
                    out.determined_by = c
                    c.satisfied = True
                    plan.append(c)
                    todo.append(out)
        return plan

    def run(self, plan):
        for c in plan:
            c.execute()


def chain(n, rounds):
    planner = Planner()
    variables = [Variable("v%d" % i, i) for i in range(n)]
    for i in range(n - 1):
        Equal(variables[i], variables[i + 1], 1)
    Stay(variables[-1], 0)
    for k in range(rounds):
        variables[0].value = k
        planner.run(planner.propagate(variables[0]))
    return variables[-1].value


def projection(n, rounds):
    planner = Planner()
    factor, offset = Variable("factor", 10), Variable("offset", 1000)
    sources, targets = [], []
    for i in range(n):
        source, target = Variable("s%d" % i, i), Variable("t%d" % i, 0)
        Scale(source, factor, offset, target, 2)
        sources.append(source)
        targets.append(target)
    for k in range(rounds):
        factor.value = k % 7 + 1
        for source in sources:
            source.value += 1
            planner.run(planner.propagate(source))
    return sum(t.value for t in targets)


def main():
    print(chain(2000, 60))
    print(projection(1000, 60))


main()
