"""Makes a failing program smaller: deletes statements, takes bodies out of what is around them, and
puts simple expressions in place of others, as long as it still fails."""
import ast


def parse(text):
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None


def statements(tree):
    """Lists of statements that stand together, the largest first."""
    blocks = []
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block:
                blocks.append(block)
    return blocks


def first_line(node):
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])


def last_line(node):
    return getattr(node, "end_lineno", None) or max(last_line(child) for child in ast.iter_child_nodes(node) if hasattr(child, "lineno") or hasattr(child, "body"))


def line_of(node):
    return first_line(node) if hasattr(node, "lineno") else first_line(node.pattern)


def without(lines, nodes, whole_block):
    first, last = line_of(nodes[0]), last_line(nodes[-1])
    text = lines[first - 1]
    indent = text[:len(text) - len(text.lstrip())]
    return lines[:first - 1] + ([indent + "pass"] if whole_block else []) + lines[last:]


def unwrapped(lines, node):
    """The statements inside a compound statement in its place."""
    out = []
    text = lines[line_of(node) - 1]
    outer = len(text) - len(text.lstrip())
    for block in (getattr(node, f, []) for f in ("body", "orelse", "finalbody")):
        if isinstance(block, list) and block:
            first, last = line_of(block[0]), last_line(block[-1])
            inner = len(lines[first - 1]) - len(lines[first - 1].lstrip())
            out += [line[inner - outer:] for line in lines[first - 1:last]]
    return lines[:line_of(node) - 1] + out + lines[last_line(node):]


def fewer_statements(text):
    tree, lines = parse(text), text.split("\n")
    blocks = sorted(statements(tree), key=lambda b: line_of(b[0]) - last_line(b[-1]))
    for block in blocks:
        size = len(block)
        while size:
            for at in range(0, len(block), size):
                yield "\n".join(without(lines, block[at:at + size], size >= len(block)))
            size //= 2
    for block in blocks:
        for node in block:
            if isinstance(node, (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.AsyncFor, ast.AsyncWith)):
                yield "\n".join(unwrapped(lines, node))


def simpler_expressions(text):
    tree, lines = parse(text), text.split("\n")
    nodes = [n for n in ast.walk(tree) if isinstance(n, ast.expr) and n.lineno == n.end_lineno and not isinstance(n, ast.Name)]
    for node in sorted(nodes, key=lambda n: n.col_offset - n.end_col_offset):
        line = lines[node.lineno - 1].encode()
        whole = line[node.col_offset:node.end_col_offset]
        inner = [line[c.col_offset:c.end_col_offset] for c in ast.iter_child_nodes(node) if isinstance(c, ast.expr)]
        for instead in [*sorted(inner, key=len), b"0", b"None"]:
            if len(instead) < len(whole):
                changed = line[:node.col_offset] + instead + line[node.end_col_offset:]
                yield "\n".join([*lines[:node.lineno - 1], changed.decode(errors="replace"), *lines[node.lineno:]])


def reduce(text, fails):
    """The smallest text found for which fails(text) holds; it holds for text."""
    tried = set()
    progress = True
    while progress:
        progress = False
        for ways in (fewer_statements, simpler_expressions):
            better = True
            while better:
                better = False
                for candidate in ways(text):
                    if candidate in tried or parse(candidate) is None:
                        continue
                    tried.add(candidate)
                    if fails(candidate):
                        text, better, progress = candidate, True, True
                        break
    return text
