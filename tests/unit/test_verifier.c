/* The verifier and the cache format against code that is wrong in one place and against damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "frontend/frontend.h"

static const char program[] =
  "import os\n"
  "class C(object):\n"
  "    '''doc'''\n"
  "    def m(self, *args, key=1.5, **kw):\n"
  "        try:\n"
  "            for i, (a, *b) in enumerate(args):\n"
  "                yield a[i:], {**kw, 'k': -2j}, f'{key!r:>{i}}'\n"
  "        except (ValueError, OSError) as e:\n"
  "            raise KeyError from e\n"
  "        finally:\n"
  "            print(10 ** 40, b'bytes', {1, 2} - {3})\n"
  "async def g(x):\n"
  "    async with x as y:\n"
  "        return [await z async for z in y if z]\n"
  "match os.name:\n"
  "    case ['a', *rest] | {'k': rest}: pass\n"
  "    case str(length=n): pass\n";

static Code *compile_program(void) {
  Arena *arena = arena_new();
  Diag diag = {0};
  Source source = {.filename = "<test>", .bytes = program, .size = sizeof program - 1, .is_text = true};
  Code *code = compile_source(&source, &diag, arena);
  if (!code) fail_msg("%s", diag.message);
  arena_free(arena);
  return code;
}

static void compiled_code_is_accepted(void **state) {
  (void)state;
  Code *code = compile_program();
  uint32_t stack = code->stacksize;
  assert_null(code_verify(code));
  assert_int_equal(code->stacksize, stack);
  code_free(code);
}

static void wrong_instructions_are_refused(void **state) {
  (void)state;
  static const struct { Insn insn; const char *why; } table[] = {
    {INSN(OP_load_const, 1000), "constant out of range"},
    {INSN(OP_load_name, 1000), "name out of range"},
    {INSN(OP_load_local, 0), "local out of range"},
    {INSN(OP_load_deref, 0), "cell out of range"},
    {INSN(OP_jump, 100000), "jump out of range"},
    {INSN(OP_binary, 13), "unknown operator"},
    {INSN(OP_compare, 6), "unknown comparison"},
    {INSN(OP_pop_top, 0), "stack underflow"},
    {INSN(OP_swap, 2), "stack underflow"},
    {INSN(OP_copy, 0), "stack index below one"},
    {INSN(OP_yield_value, 0), "yield outside a generator"},
    {INSN(OP_COUNT, 0), "unknown opcode"},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    Code *code = compile_program();
    code->insns[0] = table[i].insn;
    const char *why = code_verify(code);
    assert_non_null(why);
    assert_string_equal(why, table[i].why);
    code_free(code);
  }
}

static void running_off_the_end_is_refused(void **state) {
  (void)state;
  Code *code = compile_program();
  code->insns[code->ninsns - 1] = INSN(OP_pop_top, 0);
  assert_string_equal(code_verify(code), "execution runs off the end");
  code_free(code);
}

static void cache_round_trip_is_exact(void **state) {
  (void)state;
  Code *code = compile_program();
  size_t size, again_size;
  char *bytes = code_encode(code, &size);
  Code *decoded = code_decode(bytes, size);
  assert_non_null(decoded);
  assert_null(code_verify(decoded));
  char *again = code_encode(decoded, &again_size);
  assert_int_equal(size, again_size);
  assert_memory_equal(bytes, again, size);
  free(again);
  free(bytes);
  code_free(decoded);
  code_free(code);
}

static void damaged_caches_are_refused(void **state) {
  (void)state;
  Code *code = compile_program();
  size_t size;
  char *bytes = code_encode(code, &size);
  for (size_t cut = 0; cut < size; cut += 7) assert_null(code_decode(bytes, cut));
  for (size_t at = 0; at < size; at++) {
    bytes[at] ^= 0x55;
    assert_null(code_decode(bytes, size));
    bytes[at] ^= 0x55;
  }
  free(bytes);
  code_free(code);
}

static void mutated_instructions_never_break_the_verifier(void **state) {
  (void)state;
  uint64_t seed = 88172645463325252ull;
  for (int round = 0; round < 5000; round++) {
    Code *code = compile_program();
    for (int k = 0; k < 3; k++) {
      seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
      code->insns[seed % code->ninsns] = (Insn)(seed >> 20);
    }
    code_verify(code);
    code_free(code);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(compiled_code_is_accepted),
    cmocka_unit_test(wrong_instructions_are_refused),
    cmocka_unit_test(running_off_the_end_is_refused),
    cmocka_unit_test(cache_round_trip_is_exact),
    cmocka_unit_test(damaged_caches_are_refused),
    cmocka_unit_test(mutated_instructions_never_break_the_verifier),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
