/* One SSA function to one C function: entries, blocks, edges and the ways out after errors.
 *
 *   static Value py_m_f_body(Ctx *ctx, Value callee, Value x)      the body; arguments are borrowed
 *   static Value py_m_f_framed(Ctx *ctx, Value callee, Value x)    what of it needs a frame, if that is not all
 *   static Value py_m_f(Ctx *, Value callee, args, n, kwnames)     the generic entry: binds and calls it */
#include <stdlib.h>
#include <string.h>

#include "emit.h"

enum { HOT_INSNS = 250 };

/* ---- layout ---- */

static int by_place(const void *x, const void *y) {
  const SsaBlock *a = *(SsaBlock *const *)x, *b = *(SsaBlock *const *)y;
  if (a->cold != b->cold) return a->cold - b->cold;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return a->id < b->id ? -1 : a->id > b->id;
}

static void lay_out(Emitter *e) {
  SsaFunc *f = e->f;
  e->layout = ARENA_ARRAY(f->arena, SsaBlock *, f->nblocks + 1);
  for (SsaBlock *b = f->entry; b; b = b->next)
    if (b != f->entry) e->layout[++e->nlayout] = b;
  e->layout[0] = f->entry;
  qsort(e->layout + 1, e->nlayout, sizeof *e->layout, by_place);
  e->nlayout++;
}

static void count_uses(Emitter *e) {
  e->uses = ARENA_ARRAY(e->f->arena, uint32_t, e->f->next_id + 1);
  for (uint32_t k = 0; k < e->nlayout; k++)
    for (SsaInsn *i = e->layout[k]->first; i; i = i->next)
      for (uint32_t a = 0; a < i->nargs; a++) e->uses[i->args[a]->id]++;
}

/* ---- edges ---- */

static bool same_variable(const Emitter *e, const SsaInsn *a, const SsaInsn *b) {
  return !emit_is_inline(e, b) && e->variable[a->id] == e->variable[b->id];
}

static void source_text(Emitter *e, const SsaInsn *v, FILE *out) {
  FILE *saved = e->out;
  e->out = out;
  emit_operand(e, (SsaInsn *)v);
  e->out = saved;
}

typedef struct { const char *to; SsaInsn *from; const char *from_name; Rep rep; } Move;

/* The moves that an edge needs. */
static uint32_t list_moves(Emitter *e, const SsaBlock *from, int which, Move *out) {
  const SsaBlock *to = from->succs[which];
  uint32_t at = ssa_pred_index(to, from, which), n = 0;
  for (SsaInsn *i = to->first; i && i->op == SSA_phi; i = i->next) {
    SsaInsn *arg = i->args[at];
    if (arg == i || same_variable(e, i, arg)) continue;
    out[n++] = (Move){emit_name(e, i), arg, emit_is_inline(e, arg) ? NULL : emit_name(e, arg), i->rep};
  }
  return n;
}

static uint32_t count_phis(const SsaBlock *b) {
  uint32_t n = 0;
  for (const SsaInsn *i = b->first; i && i->op == SSA_phi; i = i->next) n++;
  return n;
}

static bool is_read(const Move *moves, uint32_t n, uint32_t but, const char *name) {
  for (uint32_t k = 0; k < n; k++)
    if (k != but && moves[k].to && moves[k].from_name && !strcmp(moves[k].from_name, name)) return true;
  return false;
}

/* A cycle: what the first target holds is saved for those that still read it. */
static void break_cycle(Emitter *e, Move *moves, uint32_t n, FILE *out) {
  static const char *const types[] = {[REP_VALUE] = "Value", [REP_I64] = "int64_t", [REP_F64] = "double", [REP_BOOL] = "int"};
  uint32_t k = 0;
  while (!moves[k].to) k++;
  char name[32];
  snprintf(name, sizeof name, "swap%u", ++e->nswaps);
  char *saved = arena_copy(e->f->arena, name, strlen(name));
  fprintf(out, "  %s %s = %s;\n", types[moves[k].rep], saved, moves[k].to);
  for (uint32_t j = 0; j < n; j++)
    if (moves[j].to && moves[j].from_name && !strcmp(moves[j].from_name, moves[k].to)) moves[j].from_name = saved;
}

/* The phis of a successor get their values for this edge, all at once: a move whose target nobody
 * still reads goes first. */
static void moves(Emitter *e, SsaBlock *from, int which, FILE *out) {
  uint32_t total = count_phis(from->succs[which]);
  if (!total) return;
  Move *list = ARENA_ARRAY(e->f->arena, Move, total);
  uint32_t n = list_moves(e, from, which, list);
  for (uint32_t left = n; left > 0;) {
    bool moved = false;
    for (uint32_t k = 0; k < n; k++) {
      if (!list[k].to || is_read(list, n, k, list[k].to)) continue;
      fprintf(out, "  %s = ", list[k].to);
      if (list[k].from_name) fputs(list[k].from_name, out);
      else source_text(e, list[k].from, out);
      fputs(";\n", out);
      list[k].to = NULL;
      left--;
      moved = true;
    }
    if (!moved) break_cycle(e, list, n, out);
  }
}

static bool has_moves(Emitter *e, SsaBlock *from, int which) {
  uint32_t total = count_phis(from->succs[which]);
  return total && list_moves(e, from, which, ARENA_ARRAY(e->f->arena, Move, total)) > 0;
}

/* ---- error exits ---- */

/* Exits share their tails: the drops of one are those of another and one more. */
static ErrorExit *exit_for(Emitter *e, SsaInsn **drops, uint32_t n, bool traceback) {
  if (n == 0) {
    *(traceback ? &e->raised_label : &e->unwind_label) = true;
    return NULL;
  }
  ErrorExit *rest = exit_for(e, drops, n - 1, traceback);
  for (ErrorExit *x = e->exits; x; x = x->next)
    if (x->rest == rest && e->variable[x->drop->id] == e->variable[drops[n - 1]->id] && x->traceback == traceback) return x;
  ErrorExit *x = ARENA_NEW(e->f->arena, ErrorExit);
  x->rest = rest;
  x->drop = drops[n - 1];
  x->traceback = traceback;
  x->label = ++e->nexits;
  x->next = e->exits;
  e->exits = x;
  return x;
}

/* Not what hands on an exception that has its entry already. */
static bool keeps_traceback(const SsaInsn *i) {
  return i->op != OP_reraise && i->op != OP_cleanup_throw && i->op != OP_end_async_for && !(i->op == OP_raise && i->n == 0) &&
         !emit_is_outside(i);
}

static void drop_all(Emitter *e, SsaInsn **drops, uint32_t n, FILE *out) {
  uint32_t plain = 0;
  for (uint32_t k = n; k-- > 0;)
    if (drops[k]->op == SSA_load_callee || n == 1) emit_unref(e, drops[k], true, out);
    else plain++;
  if (n < 2 || !plain) return;
  fprintf(out, "  kr_drop(ctx, %u", plain);
  for (uint32_t k = n; k-- > 0;)
    if (drops[k]->op != SSA_load_callee) fprintf(out, ", %s", emit_name(e, drops[k]));
  fputs(");\n", out);
}

static void add_traceback(const Emitter *e, FILE *out) {
  fprintf(out, "  %s(ctx, %s);\n", e->f->traceable ? "kr_trace_raised" : "kr_traceback_here", emit_frame_pointer(e));
}

void emit_goto_error(Emitter *e, SsaInsn *i) {
  SsaBlock *b = i->block;
  if (!b->succs[EDGE_HANDLER]) {
    ErrorExit *x = exit_for(e, i->drops, i->ndrops, keeps_traceback(i));
    if (x) x->used = true, fprintf(e->out, "goto drop%u;", x->label);
    else fprintf(e->out, "goto %s;", keeps_traceback(i) ? "raised" : "unwind");
    return;
  }
  fprintf(e->out, "goto raised%u;", b->id);
  fprintf(e->cold, "raised%u:\n", b->id);
  if (keeps_traceback(i)) add_traceback(e, e->cold);
  if (e->keeps_raised) fprintf(e->cold, "  %s = %s.pos;\n", emit_raised(e), emit_frame(e));
  drop_all(e, i->drops, i->ndrops, e->cold);
  moves(e, b, EDGE_HANDLER, e->cold);
  fprintf(e->cold, "  goto L%u;\n", b->succs[EDGE_HANDLER]->id);
}

static void leave(Emitter *e) {
  if (e->f->is_generator) return; /* whoever resumed it leaves the frame */
  if (e->nslots) fprintf(e->out, "  kr_leave_frame_slots(ctx, FRAME, slots, %u);\n", e->nslots);
  else fputs("  kr_leave_frame(ctx, FRAME);\n", e->out);
}

static void leave_with(Emitter *e, const SsaInsn *ret) {
  if (e->f->is_generator || e->nslots) fprintf(e->out, "  %s.pos = %u;\n", emit_frame(e), ret->pos);
  if (e->f->is_generator || e->nslots) leave(e);
  else fprintf(e->out, "  kr_return_frame(ctx, FRAME, %u);\n", ret->pos);
}

/* The drops from x on up to the next exit that something goes to: one call for as many as there are in a row. */
static ErrorExit *emit_drops(Emitter *e, ErrorExit *x) {
  do {
    uint32_t n = 0;
    for (ErrorExit *y = x; y && y->drop->op != SSA_load_callee && (n == 0 || !y->used); y = y->rest) n++;
    if (n < 2) {
      emit_unref(e, x->drop, true, e->out);
      x = x->rest;
      continue;
    }
    fprintf(e->out, "  kr_drop(ctx, %u", n);
    for (; n > 0; n--, x = x->rest) fprintf(e->out, ", %s", emit_name(e, x->drop));
    fputs(");\n", e->out);
  } while (x && !x->used);
  return x;
}

static void emit_exits(Emitter *e) {
  for (ErrorExit *x = e->exits; x; x = x->next) {
    if (!x->used) continue;
    fprintf(e->out, "drop%u:\n", x->label);
    ErrorExit *rest = emit_drops(e, x);
    if (rest) fprintf(e->out, "  goto drop%u;\n", rest->label);
    else fprintf(e->out, "  goto %s;\n", x->traceback ? "raised" : "unwind");
  }
  if (e->raised_label) {
    fputs("raised:\n", e->out);
    add_traceback(e, e->out);
  }
  if (e->raised_label && e->f->consumer) fputs("  kr_guard_stop(ctx);\n", e->out);
  if (e->unwind_label) fputs("unwind:\n", e->out);
  if (!e->raised_label && !e->unwind_label) return;
  if (e->f->traceable) fprintf(e->out, "  kr_trace_unwind(ctx, %s);\n", emit_frame_pointer(e));
  leave(e);
  fputs("  return 0;\n", e->out);
}

/* ---- blocks ---- */

static void line_comment(Emitter *e, uint32_t pos) {
  uint32_t line = code_locs(e->code)[pos].line;
  const EmitOptions *o = e->unit->options;
  if (!line || line == e->line) return;
  e->line = line;
  bool known = line <= e->unit->nlines;
  const char *text = known ? o->source + e->unit->lines[line - 1] : NULL, *end = known ? o->source + o->source_size : NULL;
  fprintf(e->out, "  /* %u", line);
  if (text && text < end) {
    fputs(": ", e->out);
    while (text < end && (*text == ' ' || *text == '\t')) text++;
    for (; text < end && *text != '\n' && *text != '\r'; text++) {
      if (*text == '/' && text[-1] == '*') fputc(' ', e->out);
      if (*text == '*' && text[-1] == '/') fputc(' ', e->out);
      fputc(*text == '\\' ? '\\' : *text, e->out);
    }
  }
  fputs(" */\n", e->out);
}

static void go(Emitter *e, SsaBlock *b, int which, const SsaBlock *following) {
  moves(e, b, which, e->out);
  if (b->succs[which] != following) fprintf(e->out, "  goto L%u;\n", b->succs[which]->id);
}

static void branch(Emitter *e, SsaBlock *b, const SsaBlock *following) {
  int yes = EDGE_NEXT, no = EDGE_OTHER;
  const char *negate = "";
  if (b->succs[EDGE_NEXT] == following || has_moves(e, b, EDGE_NEXT)) yes = EDGE_OTHER, no = EDGE_NEXT, negate = "!";
  SsaInsn *cond = b->last->args[0];
  fprintf(e->out, "  if (%s(", negate);
  emit_operand(e, cond);
  fputs(")) ", e->out);
  if (has_moves(e, b, yes)) {
    fputs("{\n", e->out);
    moves(e, b, yes, e->out);
    fprintf(e->out, "  goto L%u;\n  }\n", b->succs[yes]->id);
  } else fprintf(e->out, "goto L%u;\n", b->succs[yes]->id);
  go(e, b, no, following);
}

/* The interpreter goes on in this frame's place; what it comes to is the function's result. */
static void hand_over(Emitter *e, SsaInsn *i) {
  fputs(e->f->is_generator ? "  return " : "  {\n  Value handed = ", e->out);
  fprintf(e->out, e->f->is_generator ? "kr_hand_over_generator(ctx, g, %u, " : "kr_hand_over(ctx, FRAME, raised_at, %u, ", i->pos);
  emit_expand(e, i, "$*0, $#0);\n");
  if (e->f->is_generator) return;
  leave(e);
  fputs("  return handed;\n  }\n", e->out);
}

static void emit_block(Emitter *e, SsaBlock *b, const SsaBlock *following) {
  if (b->npreds) fprintf(e->out, "L%u:;\n", b->id);
  for (SsaInsn *i = b->first; i; i = i->next) {
    if (i->op == SSA_phi) continue;
    if (!emit_is_inline(e, i) && i->op != SSA_param && i->op != SSA_jump) line_comment(e, i->pos);
    switch (i->op) {
    case SSA_jump: go(e, b, EDGE_NEXT, following); break;
    case SSA_branch: branch(e, b, following); break;
    case SSA_return:
      if (!e->frameless) leave_with(e, i);
      if (e->f->is_generator) {
        emit_generator_return(e, i->args[0]);
        break;
      }
      fputs("  return ", e->out);
      source_text(e, i->args[0], e->out);
      fputs(";\n", e->out);
      break;
    case SSA_stop: break;
    case SSA_hand_over: hand_over(e, i); break;
    case SSA_enter:
      if (!e->frameless) break;
      fprintf(e->out, "  return %s_framed(ctx, callee", e->symbol);
      emit_params(e, ", ", e->out);
      fputs(");\n", e->out);
      return;
    default: emit_insn(e, i);
    }
  }
}

/* ---- the function ---- */

static uint32_t count_slots(const SsaFunc *f) {
  const Code *c = f->code;
  return !f->is_generator && !f->consumer && (f->traceable || ssa_uses_super(c)) ? c->nlocals + c->ncells + c->nfrees : 0;
}

/* The instructions that stand for the parameters; NULL where none is used. */
static SsaInsn **find_params(Emitter *e) {
  SsaInsn **params = ARENA_ARRAY(e->f->arena, SsaInsn *, e->f->nparams + 1);
  for (uint32_t k = 0; k < e->nlayout; k++)
    for (SsaInsn *i = e->layout[k]->first; i; i = i->next)
      if (i->op == SSA_param) params[i->n] = i;
  return params;
}

static void param_name(Emitter *e, SsaInsn **params, uint32_t k, FILE *out) {
  if (params[k]) fputs(emit_name(e, params[k]), out);
  else fprintf(out, "unused%u", k);
}

/* super() wants the first argument, a debugger all. */
static void emit_slots(Emitter *e, FILE *out) {
  const Code *c = e->code;
  SsaInsn **params = find_params(e);
  fprintf(out, "  memset(slots, 0, sizeof slots);\n");
  for (uint32_t k = 0; k < e->f->nparams && (k == 0 || e->f->traceable); k++) {
    fprintf(out, "  slots[%u] = kr_ref(", k);
    param_name(e, params, k, out);
    fputs(");\n", out);
  }
  for (uint32_t k = 0; k < c->nfrees; k++)
    fprintf(out, "  slots[%u] = kr_ref(kr_free_cell(callee, %u));\n", c->nlocals + c->ncells + k, k);
  fputs("  frame.locals = slots;\n  frame.kind = FRAME_SLOTS;\n", out);
}

void emit_params(Emitter *e, const char *prefix, FILE *out) {
  SsaInsn **params = find_params(e);
  for (uint32_t k = 0; k < e->f->nparams; k++) {
    fputs(prefix, out);
    param_name(e, params, k, out);
  }
}

/* Bodies without a frame are small, and worth having in line where they are called by name. */
static void signature(Emitter *e, const char *part, FILE *out) {
  bool small = e->f->light && !e->nslots && !strcmp(part, "body");
  fprintf(out, "static %sValue %s_%s(Ctx *ctx, Value callee", small ? "inline " : "", e->symbol, part);
  emit_params(e, ", Value ", out);
  fputc(')', out);
}

static bool has_loops(const Emitter *e) {
  for (uint32_t k = 0; k < e->nlayout; k++)
    if (e->layout[k]->loop_depth) return true;
  return false;
}

/* What can not be entered has raised, or is left to the interpreter, which starts over with the same arguments. */
static void entry_check(Emitter *e, FILE *out) {
  const char *admit = has_loops(e) ? " && kr_admit(ctx, FRAME, callee) < 0" : "";
  fprintf(out, "  if (KR_UNLIKELY(kr_is_busy(ctx))%s) return kr_not_entered(ctx, callee", admit);
  emit_params(e, ", ", out);
  fputs(");\n", out);
}

static void declare_rep(Emitter *e, Rep rep, const char *type, FILE *out) {
  uint32_t n = 0;
  for (uint32_t k = 0; k < e->nlayout; k++)
    for (SsaInsn *i = e->layout[k]->first; i; i = i->next) {
      if (i->rep != rep || i->op == SSA_param || emit_is_inline(e, i) || e->variable[i->id] != i->id) continue;
      fprintf(out, n == 0 ? "  %s %s" : n % 12 ? ", %s%s" : ",\n    %s%s", n ? "" : type, emit_name(e, i));
      n++;
    }
  if (n) fputs(";\n", out);
}

static void generic_entry(Emitter *e, FILE *out) {
  const Code *c = e->code;
  uint32_t n = e->f->nparams;
  bool simple = n == c->argcount;
  fprintf(out, "static Value %s(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {\n", e->symbol);
  if (simple) {
    fprintf(out, "  if (KR_LIKELY(nargs == %u && !kwnames)) return %s_body(ctx, callee", n, e->symbol);
    for (uint32_t k = 0; k < n; k++) fprintf(out, ", args[%u]", k);
    fputs(");\n", out);
  }
  fprintf(out, "  Value bound[%u], result;\n", n + 1);
  fputs("  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;\n", out);
  fprintf(out, "  result = %s_body(ctx, callee", e->symbol);
  for (uint32_t k = 0; k < n; k++) fprintf(out, ", bound[%u]", k);
  fprintf(out, ");\n  kr_drop_array(ctx, bound, %u);\n  return result;\n}\n\n", n);
}

static void describe(Emitter *e, FILE *out) {
  const Code *c = e->code;
  fprintf(out, "/* %.*s", (int)c->qualname.len, c->qualname.text);
  fprintf(out, ", line %u */\n", c->firstlineno);
}

/* Only the end of a with block calls what may be the program's. */
static bool has_with(const Code *c) {
  for (uint32_t i = 0; i < c->ninsns; i++)
    if (insn_op(c->insns[i]) == OP_with_except_start) return true;
  return false;
}

static void begin_frame(Emitter *e, FILE *out) {
  if (!e->f->light || e->nslots) entry_check(e, out);
  fputs("  kr_begin_frame(ctx, FRAME, callee);\n", out);
}

static void declare_variables(Emitter *e, FILE *out) {
  declare_rep(e, REP_VALUE, "Value", out);
  declare_rep(e, REP_I64, "int64_t", out);
  declare_rep(e, REP_F64, "double", out);
  declare_rep(e, REP_BOOL, "int", out);
}

/* The part that does without a frame, as a function of its own: it leaves its registers alone. */
static void emit_light(Emitter *e, FILE *out) {
  SsaBlock **blocks = ARENA_ARRAY(e->f->arena, SsaBlock *, e->nlayout);
  uint32_t n = 0;
  for (uint32_t k = 0; k < e->nlayout; k++)
    if (!e->layout[k]->framed) blocks[n++] = e->layout[k];
  signature(e, "framed", out);
  fputs(";\n", out);
  signature(e, "body", out);
  fputs(" {\n", out);
  declare_variables(e, out);
  entry_check(e, out);
  FILE *saved = e->out;
  e->out = out;
  e->frameless = true;
  e->line = 0;
  for (uint32_t k = 0; k < n; k++) emit_block(e, blocks[k], k + 1 < n ? blocks[k + 1] : NULL);
  e->frameless = false;
  e->out = saved;
  fputs("}\n\n", out);
}

uint32_t emit_function(Unit *u, SsaFunc *f, uint32_t code_index, const char *symbol) {
  Emitter e = {.unit = u, .f = f, .code = f->code, .code_index = code_index, .symbol = symbol};
  char *text = NULL, *cold = NULL;
  size_t size = 0, cold_size = 0;
  ssa_order(f);
  ssa_dominators(f);
  e.nslots = count_slots(f);
  e.hot = f->code->ninsns < HOT_INSNS;
  e.keeps_raised = f->traceable || has_with(f->code);
  lay_out(&e);
  count_uses(&e);
  emit_assign_variables(&e);
  emit_assign_names(&e);
  e.out = open_memstream(&text, &size);
  e.cold = open_memstream(&cold, &cold_size);
  for (uint32_t k = 0; k < e.nlayout; k++) emit_block(&e, e.layout[k], k + 1 < e.nlayout ? e.layout[k + 1] : NULL);
  fflush(e.cold);
  fwrite(cold, 1, cold_size, e.out);
  emit_exits(&e);
  fflush(e.out);
  describe(&e, u->body);
  if (f->is_generator) emit_resume_head(&e, u->body);
  else if (f->consumer) emit_consumer_head(&e, u->body);
  else {
    if (f->light && !e.nslots) emit_light(&e, u->body);
    signature(&e, f->light && !e.nslots ? "framed" : "body", u->body);
    fprintf(u->body, " {\n  %s frame;\n", e.nslots ? "SlotFrame" : "NativeFrame");
  }
  declare_variables(&e, u->body);
  if (e.keeps_raised && !f->is_generator) fputs("  uint32_t raised_at = 0;\n", u->body);
  if (e.max_unpack) fprintf(u->body, "  Value unpacked[%u];\n", e.max_unpack);
  if (e.nslots) fprintf(u->body, "  Value slots[%u];\n", e.nslots);
  if (f->is_generator) emit_resume_dispatch(&e, u->body);
  else if (f->consumer) emit_consumer_entry(u->body);
  else begin_frame(&e, u->body);
  if (e.nslots) emit_slots(&e, u->body);
  fwrite(text, 1, size, u->body);
  fputs("}\n\n", u->body);
  if (f->is_generator) emit_maker(&e, u->body);
  if (!f->consumer) generic_entry(&e, u->body);
  fclose(e.out);
  fclose(e.cold);
  free(text);
  free(cold);
  return f->is_generator ? emit_generator_slots(&e) : 0;
}
