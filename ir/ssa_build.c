/* Bytecode to SSA by abstract interpretation of the stack.
 *
 * The state is one value for each local, cell, free variable and stack slot.  A block with one
 * predecessor continues its state; any other begins with a phi for every slot, and opt_phis removes
 * those that turn out to merge one value.  An instruction with a handler ends its block.
 *
 * Python keeps a local's object alive until the local is rebound, deleted or the function ends;
 * keep instructions say so where that matters (rebinding, leaving, going round a loop). */
#include "../runtime/value.h"
#include "ssa_builder.h"

/* ---- edges ---- */

static void enqueue(Builder *b, uint32_t target) { b->work[b->nwork++] = target; }

static SsaInsn **new_state(Builder *b, uint32_t depth) {
  return ARENA_ARRAY(b->f->arena, SsaInsn *, b->nfixed + depth + 1);
}

/* The state at a block that several edges enter: all phis. */
static void open_join(Builder *b, uint32_t target, uint32_t depth) {
  SsaInsn **state = b->entry[target] = new_state(b, depth);
  for (uint32_t k = 0; k < b->nfixed + depth; k++) {
    state[k] = ssa_insn(b->f, SSA_phi, 0);
    state[k]->pos = target;
    if (k < b->code->nlocals) state[k]->local = (int32_t)k;
    if (k < b->code->nlocals && !cfg_is_bound(b->cfg, target, k)) state[k]->type |= TYPE_UNBOUND;
    ssa_append(b->blocks[target], state[k]);
  }
  enqueue(b, target);
}

void builder_edge(Builder *b, int which, uint32_t target, uint32_t depth) {
  if (!b->blocks[target]) b->blocks[target] = ssa_block(b->f, target);
  SsaBlock *to = b->blocks[target];
  ssa_connect(b->f, b->block, which, to);
  if (b->cfg->entries[target] < 2) {
    b->entry[target] = new_state(b, depth);
    memcpy(b->entry[target], b->slots, (b->nfixed + depth) * sizeof *b->slots);
    enqueue(b, target);
    return;
  }
  if (!b->entry[target]) open_join(b, target, depth);
  for (uint32_t k = 0; k < b->nfixed + depth; k++) ssa_add_arg(b->f, b->entry[target][k], b->slots[k]);
}

void builder_covered(Builder *b) {
  int32_t h = b->cfg->handler_of[b->pos];
  if (h < 0) return;
  SsaBlock *next = ssa_block(b->f, b->pos);
  next->cold = b->block->cold;
  add0(b, SSA_jump, 0);
  ssa_connect(b->f, b->block, EDGE_NEXT, next);
  builder_edge(b, EDGE_HANDLER, b->code->handlers[h].target, b->code->handlers[h].depth);
  b->block = next;
}

static SsaInsn *raising(Builder *b, unsigned op, uint32_t n, uint32_t nargs, SsaInsn *const *args) {
  SsaInsn *i = add(b, op, n, nargs, args);
  if (ssa_raises(i)) builder_covered(b);
  return i;
}

static void jump(Builder *b, uint32_t target) {
  add0(b, SSA_jump, 0);
  builder_edge(b, EDGE_NEXT, target, b->depth);
  b->block = NULL;
}

/* Locals stay alive until here. */
void builder_keep_locals(Builder *b) {
  SsaInsn *keep = NULL;
  if (b->f->traceable) return; /* the frame's slots see to that */
  for (uint32_t k = 0; k < b->nfixed; k++) {
    SsaInsn *v = b->slots[k];
    if (v->op == SSA_param || v->op == SSA_unbound || v->op == SSA_const || v->op == SSA_free_cell || v->op == SSA_slot) continue;
    if (!keep) keep = add0(b, SSA_keep, 0);
    ssa_add_arg(b->f, keep, v);
  }
}

static void safepoint(Builder *b, uint32_t target) {
  if (target > b->pos) return;
  if (insn_op(b->code->insns[target]) == OP_send) return; /* what delegates leaves pending work to the innermost iterator */
  raising(b, SSA_poll, 0, 0, NULL);
  builder_keep_locals(b);
}

/* ---- instructions ---- */

typedef void (*BuildFn)(Builder *, Opcode op, uint32_t n);

/* Is i an addition whose result goes to the local that holds its left operand? */
static bool stores_sum(const Builder *b, const SsaInsn *i) {
  if ((i->op != OP_inplace && i->op != OP_binary) || i->n != BIN_add || i->args[1] == i->args[0]) return false;
  Insn next = b->pos + 1 < b->code->ninsns ? b->code->insns[b->pos + 1] : 0;
  return insn_op(next) == OP_store_local && !b->cfg->leader[b->pos + 1] && b->slots[insn_arg(next)] == i->args[0];
}

/* Takes its operands from the top of the stack and pushes one result. */
static void build_plain(Builder *b, Opcode op, uint32_t n) {
  uint32_t pops = (uint32_t)op_pops(op, n), pushes = (uint32_t)op_pushes(op, n);
  SsaInsn *i = add(b, op, n, pops, top(b, pops));
  if (pushes == 0) i->rep = REP_NONE;
  if (stores_sum(b, i)) i->imm = ADD_APPENDS;
  if (ssa_raises(i)) builder_covered(b);
  b->depth -= pops;
  if (pushes) push(b, i);
}

/* A test: the result is 0 or 1, boxed for the stack. */
static void build_test(Builder *b, Opcode op, uint32_t n) {
  uint32_t pops = (uint32_t)op_pops(op, n);
  SsaInsn *i = add(b, op, n, pops, top(b, pops));
  i->rep = REP_BOOL;
  if (ssa_raises(i)) builder_covered(b);
  b->depth -= pops;
  push(b, add1(b, SSA_box_bool, 0, i));
}

static void build_contains(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *in = raising(b, op, 0, 2, top(b, 2));
  in->rep = REP_BOOL;
  if (n) in = add1(b, SSA_not_bool, 0, in);
  b->depth -= 2;
  push(b, add1(b, SSA_box_bool, 0, in));
}

static void build_is_op(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *same = add(b, SSA_is_same, 0, 2, top(b, 2));
  if (n) same = add1(b, SSA_not_bool, 0, same);
  b->depth -= 2;
  push(b, add1(b, SSA_box_bool, 0, same));
}

static void build_unary_not(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *x = peek(b, 0);
  SsaInsn *truth = raising(b, SSA_truth, 0, 1, &x);
  b->depth--;
  push(b, add1(b, SSA_box_bool, 0, add1(b, SSA_not_bool, 0, truth)));
}

/* Reads the topmost values without popping them and pushes one. */
static void peeking(Builder *b, Opcode op, uint32_t n, uint32_t reads) {
  SsaInsn *i = add(b, op, n, reads, top(b, reads));
  if (ssa_raises(i)) builder_covered(b);
  push(b, i);
}
static void build_peek(Builder *b, Opcode op, uint32_t n) { peeking(b, op, n, 1); }
static void build_peek2(Builder *b, Opcode op, uint32_t n) { peeking(b, op, n, 2); }
static void build_peek3(Builder *b, Opcode op, uint32_t n) { peeking(b, op, n, 3); }

static void build_peek_test(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *x = peek(b, 0), *i = add(b, op, n, 1, &x);
  i->rep = REP_BOOL;
  push(b, add1(b, SSA_box_bool, 0, i));
}

/* The container is n below the elements; dict_merge reads the callable below it too. */
static void build_add_to(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *args[4];
  uint32_t pops = (uint32_t)op_pops(op, n), nargs = 0;
  if (op == OP_dict_merge) args[nargs++] = peek(b, pops + n + 1);
  args[nargs++] = peek(b, pops + n - 1);
  for (uint32_t k = pops; k-- > 0;) args[nargs++] = peek(b, k);
  SsaInsn *i = add(b, op, n, nargs, args);
  i->rep = REP_NONE;
  builder_covered(b);
  b->depth -= pops;
}

/* Several results: projections follow the instruction. */
static void results(Builder *b, Opcode op, uint32_t n, uint32_t pops, uint32_t count, bool first_on_top) {
  SsaInsn *args[2], *out[256], **proj = count <= 256 ? out : ARENA_ARRAY(b->f->arena, SsaInsn *, count);
  memcpy(args, top(b, pops), pops * sizeof *args);
  SsaInsn *i = add(b, op, n, pops, args);
  i->rep = REP_NONE;
  for (uint32_t k = 0; k < count; k++) proj[k] = add1(b, SSA_proj, k, i);
  if (ssa_raises(i)) builder_covered(b);
  b->depth -= pops;
  for (uint32_t k = 0; k < count; k++) push(b, proj[first_on_top ? count - 1 - k : k]);
}
static void build_unpack(Builder *b, Opcode op, uint32_t n) {
  results(b, op, n, 1, (uint32_t)op_pushes(op, n), true);
}
static void build_split(Builder *b, Opcode op, uint32_t n) { results(b, op, n, 1, 2, false); }
static void build_split2(Builder *b, Opcode op, uint32_t n) { results(b, op, n, 2, 2, false); }

static void build_push_exc_info(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *exc = peek(b, 0), *i = add(b, op, n, 1, &exc);
  i->rep = REP_VALUE;
  b->depth--;
  push(b, i);
  push(b, exc);
}

static void build_nop(Builder *b, Opcode op, uint32_t n) {}
static void build_pop_top(Builder *b, Opcode op, uint32_t n) { b->depth--; }
static void build_copy(Builder *b, Opcode op, uint32_t n) { push(b, peek(b, n - 1)); }
static void build_swap(Builder *b, Opcode op, uint32_t n) {
  SsaInsn **x = top(b, 1), **y = top(b, n), *was = *x;
  *x = *y;
  *y = was;
}

static TypeSet const_type(const Const *c) {
  static const TypeSet types[] = {
    [CONST_none] = TYPE_NONE, [CONST_true] = TYPE_BOOL, [CONST_false] = TYPE_BOOL, [CONST_bigint] = TYPE_BIG,
    [CONST_str] = TYPE_STR, [CONST_bytes] = TYPE_BYTES, [CONST_tuple] = TYPE_TUPLE, [CONST_ellipsis] = TYPE_OBJECT,
    [CONST_complex] = TYPE_OBJECT, [CONST_frozenset] = TYPE_OBJECT, [CONST_code] = TYPE_OBJECT, [CONST_object] = TYPE_OBJECT};
  switch (c->kind) {
  case CONST_int: return kr_int_fits(c->i) ? TYPE_SMALL : TYPE_BIG;
  case CONST_float: return kr_is_flo(kr_flo_word(c->f)) ? TYPE_FLO : TYPE_FBOX;
  default: return types[c->kind];
  }
}

static void build_load_const(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *i = add0(b, SSA_const, n);
  i->type = const_type(&b->code->consts[n]);
  push(b, i);
}

static void build_load_local(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *v = b->slots[n];
  if (!cfg_is_bound(b->cfg, b->pos, n)) raising(b, SSA_check_bound, n, 1, &v);
  push(b, b->slots[n]);
}

/* x += y and x = x + y of a local: an addition that may grow what the local held. */
static bool appends(const SsaInsn *i) { return (i->op == OP_inplace || i->op == OP_binary) && i->imm == ADD_APPENDS; }

/* Debuggers want all locals, super() the first argument, or the cell it went into. */
bool builder_mirrors(const Builder *b, uint32_t slot) {
  if (b->f->traceable) return true;
  return b->uses_super && (slot == 0 || (slot >= b->code->nlocals && cfg_cell_argument(b->code, slot - b->code->nlocals) == 0));
}

static void rebind(Builder *b, uint32_t slot, SsaInsn *v) {
  SsaInsn *old = b->slots[slot];
  b->slots[slot] = v;
  if (builder_mirrors(b, slot)) add1(b, SSA_bind, slot, v);
  if (b->f->traceable) return;
  if (appends(v) && v->args[0] == old) return; /* it has taken the reference over */
  if (old->op != SSA_param && old->op != SSA_unbound && old->op != SSA_const) add1(b, SSA_keep, 0, old);
}

static void build_store_local(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *v = peek(b, 0);
  if (v->local < 0) v->local = (int32_t)n;
  rebind(b, n, v);
  b->depth--;
}

static void build_delete_local(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *v = b->slots[n];
  if (!cfg_is_bound(b->cfg, b->pos, n)) raising(b, SSA_check_bound, n, 1, &v);
  rebind(b, n, add0(b, SSA_unbound, 0));
}

static void build_make_cell(Builder *b, Opcode op, uint32_t n) {
  int argument = cfg_cell_argument(b->code, n);
  SsaInsn *value = argument >= 0 ? b->slots[argument] : add0(b, SSA_unbound, 0);
  SsaInsn *cell = raising(b, SSA_new_cell, n, 1, &value);
  if (argument >= 0) b->slots[argument] = add0(b, SSA_unbound, 0);
  uint32_t slot = b->code->nlocals + n;
  if (!b->kinds && builder_mirrors(b, slot)) {
    if (argument >= 0) add1(b, SSA_bind, (uint32_t)argument, b->slots[argument]);
    add1(b, SSA_bind, slot, cell);
  }
  if (b->kinds) {
    add1(b, SSA_spill, slot, cell);
    cell = add0(b, SSA_slot, slot);
  }
  b->slots[slot] = cell;
}

static void build_load_cell(Builder *b, Opcode op, uint32_t n) { push(b, b->slots[b->code->nlocals + n]); }

/* Reads or writes a cell: the cell is the first operand. */
static void build_deref(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *args[2] = {b->slots[b->code->nlocals + n]};
  uint32_t pops = (uint32_t)op_pops(op, n), pushes = (uint32_t)op_pushes(op, n);
  if (pops) args[1] = peek(b, 0);
  SsaInsn *i = add(b, op, n, 1 + pops, args);
  if (!pushes) i->rep = REP_NONE;
  if (ssa_raises(i)) builder_covered(b);
  b->depth -= pops;
  if (pushes) push(b, i);
}

static void build_jump(Builder *b, Opcode op, uint32_t n) {
  safepoint(b, n);
  jump(b, n);
}

/* Branches on a condition that holds to the jump's target, else to the next instruction. */
static void branch(Builder *b, SsaInsn *cond, uint32_t target, uint32_t depth_there, bool jump_if) {
  add1(b, SSA_branch, 0, cond);
  SsaBlock *from = b->block;
  if (b->pos + 1 == target) { /* both ways lead to the same place */
    from->last->op = SSA_jump;
    from->last->nargs = 0;
    b->cfg->entries[target]--;
    builder_edge(b, EDGE_NEXT, target, b->depth);
  } else {
    builder_edge(b, jump_if ? EDGE_NEXT : EDGE_OTHER, target, depth_there);
    builder_edge(b, jump_if ? EDGE_OTHER : EDGE_NEXT, b->pos + 1, b->depth);
  }
  b->block = NULL;
}

static void build_branch(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *x = peek(b, 0), *cond;
  safepoint(b, n);
  if (op == OP_jump_if_false || op == OP_jump_if_true) cond = raising(b, SSA_truth, 0, 1, &x);
  else cond = add1(b, SSA_is_none, 0, x);
  b->depth--;
  branch(b, cond, n, b->depth, op == OP_jump_if_true || op == OP_jump_if_none);
}

static void build_for_iter(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *iter = peek(b, 0);
  SsaInsn *item = raising(b, op, 0, 1, &iter);
  item->type = TYPE_ANY | TYPE_STOP;
  SsaInsn *stop = add1(b, SSA_is_stop, 0, item);
  push(b, item);
  branch(b, stop, n, b->depth - 2, true);
}

static void build_return(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *v = peek(b, 0);
  builder_keep_locals(b);
  add1(b, SSA_return, 0, v);
  b->block = NULL;
}

static void build_raise(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *i = add(b, op, n, n, top(b, n));
  i->rep = REP_NONE;
  builder_covered(b);
  builder_keep_locals(b);
  add0(b, SSA_stop, 0);
  b->block = NULL;
}

/* What most instructions of a shape do, and the instructions that differ. */
static const BuildFn by_shape[SHAPE_COUNT] = {
  [SHAPE_ADD_TO] = build_add_to, [SHAPE_ADD2_TO] = build_add_to, [SHAPE_UNPACK] = build_unpack,
  [SHAPE_UNPACK_EX] = build_unpack, [SHAPE_PEEK] = build_peek, [SHAPE_PEEK2] = build_peek2,
  [SHAPE_PEEK3] = build_peek3, [SHAPE_SPLIT] = build_split, [SHAPE_SPLIT2] = build_split2,
  [SHAPE_RAISE] = build_raise, [SHAPE_JUMP] = build_jump, [SHAPE_BRANCH] = build_branch,
};
static const BuildFn by_op[OP_COUNT] = {
  [OP_nop] = build_nop, [OP_load_const] = build_load_const, [OP_pop_top] = build_pop_top, [OP_copy] = build_copy,
  [OP_swap] = build_swap, [OP_load_local] = build_load_local, [OP_store_local] = build_store_local,
  [OP_delete_local] = build_delete_local, [OP_make_cell] = build_make_cell, [OP_load_cell] = build_load_cell,
  [OP_load_deref] = build_deref, [OP_store_deref] = build_deref, [OP_delete_deref] = build_deref,
  [OP_load_classderef] = build_deref, [OP_unary_not] = build_unary_not, [OP_is_op] = build_is_op,
  [OP_contains_op] = build_contains, [OP_check_exc_match] = build_test, [OP_match_mapping] = build_peek_test,
  [OP_match_sequence] = build_peek_test, [OP_push_exc_info] = build_push_exc_info, [OP_for_iter] = build_for_iter,
  [OP_return_value] = build_return, [OP_return_generator] = build_return_generator, [OP_yield_value] = build_yield_value,
  [OP_send] = build_send,
};

static void build_insn(Builder *b) {
  Opcode op = insn_op(b->code->insns[b->pos]);
  BuildFn build = by_op[op] ? by_op[op] : by_shape[op_info[op].shape] ? by_shape[op_info[op].shape] : build_plain;
  if (builder_awaits_call(b)) build = build_await_call;
  if (b->f->consumer && op == OP_return_generator) build = build_nop;
  if (b->f->consumer && op == OP_yield_value) build = build_consumed_item;
  if (b->f->consumer && op == OP_return_value) build = build_consumed_end;
  build(b, op, insn_arg(b->code->insns[b->pos]));
}

/* What raised so far goes elsewhere than what follows: a block of its own. */
static void enter_region(Builder *b) {
  SsaBlock *next = ssa_block(b->f, b->pos);
  next->cold = b->block->cold;
  add0(b, SSA_jump, 0);
  ssa_connect(b->f, b->block, EDGE_NEXT, next);
  b->block = next;
}

static void build_block(Builder *b, uint32_t leader) {
  b->block = b->blocks[leader];
  b->pos = leader;
  b->depth = b->cfg->depths[leader];
  if (!b->cfg->is_handler[leader]) memcpy(b->slots, b->entry[leader], (b->nfixed + b->depth) * sizeof *b->slots);
  else {
    b->depth--; /* the exception is pushed here */
    memcpy(b->slots, b->entry[leader], (b->nfixed + b->depth) * sizeof *b->slots);
    b->block->cold = 1;
    push(b, add0(b, SSA_catch, 0));
  }
  for (; b->block && !b->why; b->pos++) {
    if (b->pos != leader && b->cfg->leader[b->pos]) {
      jump(b, b->pos);
      break;
    }
    if (b->pos != leader && b->cfg->handler_of[b->pos] != b->cfg->handler_of[b->pos - 1]) enter_region(b);
    if (b->traced && b->traced[b->pos]) builder_trace_point(b);
    build_insn(b);
  }
}

static void build_entry(Builder *b) {
  SsaFunc *f = b->f;
  b->block = ssa_block(f, 0);
  if (f->is_generator) builder_enter_generator(b);
  for (uint32_t k = 0; k < b->nfixed && !f->is_generator; k++) {
    SsaInsn *v;
    if (k < f->nparams) v = add0(b, SSA_param, k), v->local = (int32_t)k;
    else if (k >= b->code->nlocals + b->code->ncells) v = add0(b, SSA_free_cell, k - b->code->nlocals - b->code->ncells);
    else v = add0(b, SSA_unbound, 0);
    v->own = OWN_BORROWED;
    b->slots[k] = v;
  }
  if (f->consumer) builder_enter_consumer(b);
  b->cfg->entries[0]++;
  jump(b, 0);
}

/* Does the code name something that wants to see its caller's locals, or the caller's lines from here on? */
static bool shows_locals(const Code *code) {
  static const char *const names[] = {"locals", "vars", "eval", "exec", "dir", "_getframe", "currentframe", "f_locals",
                                      "settrace", "setprofile", "set_trace", "breakpoint"};
  for (uint32_t i = 0; i < code->ninsns; i++) {
    Opcode op = insn_op(code->insns[i]);
    if (op != OP_load_global && op != OP_load_attr && op != OP_load_method) continue;
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
      if (!strcmp(code->names[insn_arg(code->insns[i])].text, names[k])) return true;
  }
  return false;
}

/* A handler that is also jumped to would need its exception from two sources. */
static const char *unsuitable(const Code *code, const Cfg *cfg) {
  if (!(code->flags & CODE_OPTIMIZED)) return "a module or class body";
  if (shows_locals(code)) return "its locals must be visible";
  for (uint32_t i = 0; i < code->ninsns; i++) {
    bool jumps = op_info[insn_op(code->insns[i])].arg == ARG_TARGET;
    if (jumps && cfg->is_handler[insn_arg(code->insns[i])]) return "a jump into a handler";
    if (cfg->is_handler[i] && i && cfg->depths[i - 1] != UINT32_MAX && !(op_info[insn_op(code->insns[i - 1])].traits & ENDS))
      return "a fall into a handler";
  }
  return NULL;
}

static SsaFunc *build(Arena *arena, const Code *code, ConsumeKind consumer, bool traceable, const char **why) {
  Cfg *cfg = cfg_build(arena, code);
  Builder b = {.f = ssa_new(arena, code), .code = code, .cfg = cfg};
  b.f->consumer = consumer;
  b.f->traceable = traceable;
  b.uses_super = !consumer && ssa_uses_super(code);
  if (consumer) b.f->is_generator = false;
  b.why = unsuitable(code, cfg);
  if (!b.why) {
    b.nfixed = code->nlocals + code->ncells + code->nfrees + (consumer != CONSUME_NONE);
    b.blocks = ARENA_ARRAY(arena, SsaBlock *, code->ninsns + 1);
    b.entry = ARENA_ARRAY(arena, SsaInsn **, code->ninsns + 1);
    b.work = ARENA_ARRAY(arena, uint32_t, code->ninsns + 1);
    b.slots = ARENA_ARRAY(arena, SsaInsn *, b.nfixed + code->stacksize + 2);
    if (traceable) builder_find_trace_points(&b);
    if (b.f->is_generator) b.why = builder_prepare_generator(&b);
  }
  if (!b.why) {
    build_entry(&b);
    while (b.nwork && !b.why) build_block(&b, b.work[--b.nwork]);
  }
  if (why) *why = b.why;
  return b.why ? NULL : b.f;
}

SsaFunc *ssa_build(Arena *arena, const Code *code, bool traceable, const char **why) {
  return build(arena, code, CONSUME_NONE, traceable, why);
}

SsaFunc *ssa_build_consumer(Arena *arena, const Code *code, ConsumeKind kind, const char **why) {
  return build(arena, code, kind, false, why);
}
