/* The parser: trees of what the comparison with python3.11 can not show (newer syntax), literals, modes,
 * and hostile input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "frontend/ast.h"

static Mod *parse(const char *text, size_t size, ParseMode mode, Arena *arena, Diag *diag) {
  Source source = {.filename = "t", .bytes = text, .size = size, .mode = mode};
  return parse_source(&source, arena, diag);
}

/* The dump of an expression or module, white space left out. */
static void check_dump(const char *text, ParseMode mode, const char *want) {
  Arena *arena = arena_new();
  Diag diag;
  Mod *mod = parse(text, strlen(text), mode, arena, &diag);
  if (!mod) fail_msg("%s: %s", text, diag.message);
  char *dump = NULL;
  size_t size;
  FILE *out = open_memstream(&dump, &size);
  ast_dump(mod, out);
  fclose(out);
  char *to = dump;
  for (char *s = dump; *s; s++)
    if (*s != ' ' && *s != '\n') *to++ = *s;
  *to = 0;
  assert_string_equal(dump, want);
  free(dump);
  arena_free(arena);
}

static const Const *constant(const char *text, Arena *arena) {
  Diag diag;
  Mod *mod = parse(text, strlen(text), MODE_EVAL, arena, &diag);
  if (!mod) fail_msg("%s: %s", text, diag.message);
  assert_int_equal(mod->root->Expression.body->kind, NODE_Constant);
  return mod->root->Expression.body->Constant.value;
}

static void type_parameters(void **state) {
  check_dump("type X[T: int, *Ts, **P] = T", MODE_EXEC,
             "Module(body=[TypeAlias(name=Name(id='X',ctx=Store()),type_params=[TypeVar(name='T',bound=Name(id='int',ctx=Load())),"
             "TypeVarTuple(name='Ts'),ParamSpec(name='P')],value=Name(id='T',ctx=Load()))],type_ignores=[])");
  check_dump("type = 1", MODE_EXEC, "Module(body=[Assign(targets=[Name(id='type',ctx=Store())],value=Constant(value=1))],type_ignores=[])");
  check_dump("class C[T]: pass", MODE_EXEC,
             "Module(body=[ClassDef(name='C',bases=[],keywords=[],body=[Pass()],decorator_list=[],type_params=[TypeVar(name='T')])],type_ignores=[])");
}

static void template_strings(void **state) {
  check_dump("t'a{ x !r:>{w}}b'", MODE_EVAL,
             "Expression(body=TemplateStr(values=[Constant(value='a'),Interpolation(value=Name(id='x',ctx=Load()),str='x',conversion=114,"
             "format_spec=JoinedStr(values=[Constant(value='>'),FormattedValue(value=Name(id='w',ctx=Load()),conversion=-1)])),Constant(value='b')]))");
}

static void nested_fstrings(void **state) {
  check_dump("f'{a['b']}'", MODE_EVAL,
             "Expression(body=JoinedStr(values=[FormattedValue(value=Subscript(value=Name(id='a',ctx=Load()),slice=Constant(value='b'),ctx=Load()),conversion=-1)]))");
  check_dump("f'''{\na # note\n}'''", MODE_EVAL, "Expression(body=JoinedStr(values=[FormattedValue(value=Name(id='a',ctx=Load()),conversion=-1)]))");
}

static void handlers_without_parentheses(void **state) {
  check_dump("try: pass\nexcept A, B: pass", MODE_EXEC,
             "Module(body=[Try(body=[Pass()],handlers=[ExceptHandler(type=Tuple(elts=[Name(id='A',ctx=Load()),Name(id='B',ctx=Load())],ctx=Load()),"
             "body=[Pass()])],orelse=[],finalbody=[])],type_ignores=[])");
}

static void modes(void **state) {
  check_dump("1\n\n", MODE_EVAL, "Expression(body=Constant(value=1))");
  check_dump("x; y\n", MODE_SINGLE, "Interactive(body=[Expr(value=Name(id='x',ctx=Load())),Expr(value=Name(id='y',ctx=Load()))])");
  check_dump("(int, *str) -> x", MODE_FUNC_TYPE,
             "FunctionType(argtypes=[Name(id='int',ctx=Load()),Name(id='str',ctx=Load())],returns=Name(id='x',ctx=Load()))");
}

static void integers(void **state) {
  Arena *arena = arena_new();
  assert_int_equal(constant("0x7fff_ffff_ffff_ffff", arena)->i, INT64_MAX);
  const Const *big = constant("9223372036854775808", arena);
  assert_int_equal(big->kind, CONST_bigint);
  assert_memory_equal(big->s.text, "8000000000000000", big->s.len);
  big = constant("0o1777777777777777777777", arena);
  assert_int_equal(big->s.len, 16);
  assert_memory_equal(big->s.text, "ffffffffffffffff", 16);
  assert_int_equal(constant("0000", arena)->i, 0);
  arena_free(arena);
}

static void floats(void **state) {
  Arena *arena = arena_new();
  assert_true(constant("1_0.5e-1", arena)->f == 1.05);
  assert_true(constant("2.2250738585072011e-308", arena)->f == 2.2250738585072011e-308);
  assert_true(constant("1e400", arena)->f > 1e308);
  assert_true(constant("1.5j", arena)->c.im == 1.5);
  arena_free(arena);
}

static void check_text(const char *source, const char *want, size_t len) {
  Arena *arena = arena_new();
  const Const *c = constant(source, arena);
  assert_int_equal(c->s.len, len);
  assert_memory_equal(c->s.text, want, len);
  arena_free(arena);
}

static void escapes(void **state) {
  check_text("'\\x41\\102\\u00e9\\N{SNOWMAN}\\\n\\d'", "AB\xc3\xa9\xe2\x98\x83\\d", 9);
  check_text("'\\ud83d\\ude00'", "\xed\xa0\xbd\xed\xb8\x80", 6);
  check_text("b'\\xff\\377\\u'", "\xff\xff\\u", 4);
  check_text("r'\\x' 'b' \"c\"", "\\xbc", 4);
}

static void encodings(void **state) {
  check_text("# coding: latin-1\n'\xe9'", "\xc3\xa9", 2);
  check_text("\xef\xbb\xbf'\xc3\xa9'", "\xc3\xa9", 2);
}

static void warn(void *data, const Diag *warning, const char *category) {
  assert_string_equal(category, "DeprecationWarning");
  assert_string_equal(warning->message, "invalid escape sequence '\\d'");
  assert_int_equal(warning->loc.line, 1); /* of the literal, not of the escape */
  ++*(int *)data;
}

static void unknown_escapes_warn_once(void **state) {
  int count = 0;
  Source source = {.filename = "t", .bytes = "x = '''\n\\d'''", .size = 13, .warn = warn, .warn_data = &count};
  Arena *arena = arena_new();
  Diag diag;
  assert_non_null(parse_source(&source, arena, &diag));
  assert_int_equal(count, 1);
  arena_free(arena);
}

/* Text made of n times a unit must end in some error (or a tree) without harm. */
static void survives(const char *unit, size_t n) {
  size_t width = strlen(unit);
  char *text = malloc(width * n);
  assert_non_null(text);
  for (size_t i = 0; i < n; i++) memcpy(text + i * width, unit, width);
  Arena *arena = arena_new();
  Diag diag;
  parse(text, width * n, MODE_EXEC, arena, &diag);
  arena_free(arena);
  free(text);
}

static void hostile_input(void **state) {
  static const char *const units[] = {
    "(", "[x for ", "{1:", "-", "not ", "lambda ", "lambda x=", "lambda:", "f'{", "f'{'", "a.", "a ", "print ", "a = ", "f(", "f(x=", "if x:\n ",
    "x if ", "x if x else ", "match ", "'", "\\\n", "@", "await ", "*", "**", "(*", "(a := ", "class A(", "def f(a=", "0", "1**", "a<",
    "yield ", "with (", "del (", "import a.", "\xff", "\xc3\xa9", "?", "elif x:\n", "try:\n", "t'{t'{", "case ", "{**", "\t", "\f", "\r",
  };
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) survives(units[i], 20000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(type_parameters), cmocka_unit_test(template_strings), cmocka_unit_test(nested_fstrings),
    cmocka_unit_test(handlers_without_parentheses), cmocka_unit_test(modes), cmocka_unit_test(integers), cmocka_unit_test(floats),
    cmocka_unit_test(escapes), cmocka_unit_test(encodings), cmocka_unit_test(unknown_escapes_warn_once), cmocka_unit_test(hostile_input),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
