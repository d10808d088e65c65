/* frame: the object that programs see of a running or ended function.
 *
 * A frame record (Frame) lives on the C stack or in a generator; its object is made when somebody
 * asks.  When the function returns while others hold the object, the object takes references to what
 * the record borrowed. */
#include "../../ir/units.h"
#include "../core/trace.h"
#include "generator.h"

static FrameObj *frame_of(Value v) { return (FrameObj *)kr_obj(v); }

Value frame_object(Ctx *ctx, Frame *f) {
  if (f->object) return kr_ref(kr_val(f->object));
  FrameObj *o = kr_alloc_gc(ctx, SHAPE_frame, sizeof(FrameObj));
  if (!o) return 0;
  o->record = f;
  o->trace_lines = 1;
  f->object = o;
  return kr_ref(kr_val(o));
}

const Frame *frame_record(Value v) { return frame_of(v)->record; }

/* A function whose __code__ was set while it ran has left its old code with the frame object. */
CodeObj *frame_code(const Frame *f) {
  if (!frame_is_short(f)) return f->code;
  return f->object && f->object->pinned ? f->object->pinned : ((Function *)kr_obj(f->func))->code;
}
Value frame_globals(const Frame *f) { return frame_is_short(f) ? ((Function *)kr_obj(f->func))->globals : f->globals; }
Value frame_builtins(const Frame *f) { return frame_is_short(f) ? ((Function *)kr_obj(f->func))->builtins : f->builtins; }

int frame_pin_code(Ctx *ctx, Value func, CodeObj *code) {
  for (Ctx *c = kr_runtime.main; c; c = c->next)
    for (Frame *f = c->frame; f; f = f->prev) {
      if (f->func != func || !frame_is_short(f) || (f->object && f->object->pinned)) continue;
      Value o = frame_object(ctx, f);
      if (!o) return -1;
      f->object->pinned = (CodeObj *)kr_obj(kr_ref(kr_val(code)));
      kr_unref(ctx, o);
    }
  return 0;
}

static uint32_t slot_count(const Frame *f) { return frame_slots(f) ? frame_code(f)->nslots : 0; }

/* The object takes over: references to the locals, the code, the namespaces, the frame below. */
static void take_over(Ctx *ctx, FrameObj *o, Frame *f) {
  uint32_t n = slot_count(f);
  Value exc = kr_fetch(ctx);
  Value *locals = n ? kr_mem_alloc(ctx, n * sizeof(Value)) : NULL;
  if (!locals) n = 0;
  for (uint32_t i = 0; i < n; i++) locals[i] = kr_ref(f->locals[i]);
  o->ended = (Frame){.func = kr_ref(f->func), .pos = f->pos, .kind = frame_is_short(f) ? FRAME_VM : f->kind, .locals = locals,
                     .code = (CodeObj *)kr_obj(kr_ref(kr_val(frame_code(f)))), .globals = kr_ref(frame_globals(f)),
                     .builtins = kr_ref(frame_builtins(f)), .ns = kr_ref(frame_ns(f))};
  o->back = f->prev ? frame_object(ctx, f->prev) : 0;
  o->record = &o->ended;
  if (ctx->exc) kr_clear_exc(ctx);
  kr_restore(ctx, exc);
}

void frame_point_at_error(Ctx *ctx, Frame *f) {
  const Code *c = frame_code(f)->code;
  if (!ctx->exc || !f->object || !code_locs(c) || f->pos >= c->ninsns || insn_op(c->insns[f->pos]) != OP_reraise || code_locs(c)[f->pos].line) return;
  Value tb = exc_of(ctx->exc)->traceback;
  if (tb && ((Traceback *)kr_obj(tb))->frame == kr_val(f->object)) f->pos = f->object->error_pos;
}

void frame_leave(Ctx *ctx, Frame *f) {
  FrameObj *o = f->object;
  if (!o) return;
  frame_point_at_error(ctx, f);
  if (o->ob.refs > 1) take_over(ctx, o, f);
  f->object = NULL;
  kr_unref(ctx, kr_val(o));
}

static int is_running(const FrameObj *o) { return o->record != &o->ended; }

/* ---- f_locals ---- */

/* Puts variable i under its name into d, or takes it out if it has no value now. */
static int sync_variable(Ctx *ctx, Value d, Value name, Value v) {
  if (v) return kr_setitem(ctx, d, name, v);
  int r = dict_del(ctx, d, name);
  return r < 0 ? -1 : 0;
}

static Value cell_content(Value v) { return v && kr_has_shape(v, SHAPE_cell) ? ((Cell *)kr_obj(v))->value : 0; }

static int sync_locals(Ctx *ctx, Value d, const Frame *f) {
  const CodeObj *code = frame_code(f);
  const Code *c = code->code;
  int optimized = (c->flags & CODE_OPTIMIZED) != 0;
  for (uint32_t i = 0; i < slot_count(f); i++) {
    Value v = f->locals[i], name = code->var_names[i];
    if (i >= c->nlocals) {
      if (i >= c->nlocals + c->ncells && !optimized) break;
      v = cell_content(v);
    } else if (!v && i < c->argcount + c->kwonlyargcount + 2) { /* an argument that went into a cell keeps its place */
      for (uint32_t k = 0; k < c->ncells; k++)
        if (code->var_names[c->nlocals + k] == name) v = cell_content(f->locals[c->nlocals + k]);
    }
    if (sync_variable(ctx, d, name, v) < 0) return -1;
  }
  return 0;
}

Value frame_locals(Ctx *ctx, Frame *f) {
  if (frame_ns(f)) return kr_ref(frame_ns(f));
  if (!(frame_code(f)->code->flags & CODE_NEWLOCALS) && !f->func) return kr_ref(f->globals);
  Value object = frame_object(ctx, f);
  if (!object) return 0;
  FrameObj *o = frame_of(object);
  if (!o->snapshot) o->snapshot = dict_new(ctx);
  Value d = o->snapshot && sync_locals(ctx, o->snapshot, f) == 0 ? kr_ref(o->snapshot) : 0;
  kr_unref(ctx, object);
  return d;
}

static Value get_locals(Ctx *ctx, Value self) {
  FrameObj *o = frame_of(self);
  if (is_running(o)) return frame_locals(ctx, o->record);
  if (o->ended.ns) return kr_ref(o->ended.ns);
  if (!o->snapshot && !(o->snapshot = dict_new(ctx))) return 0;
  if (o->ended.code && sync_locals(ctx, o->snapshot, &o->ended) < 0) return 0;
  return kr_ref(o->snapshot);
}

/* ---- other attributes ---- */

static Value get_back(Ctx *ctx, Value self) {
  FrameObj *o = frame_of(self);
  if (!is_running(o)) return o->back ? kr_ref(o->back) : KR_None;
  return o->record->prev ? frame_object(ctx, o->record->prev) : KR_None;
}
static Value get_code(Ctx *ctx, Value self) { return kr_ref(kr_val(frame_code(frame_of(self)->record))); }
static Value get_globals(Ctx *ctx, Value self) { return kr_ref(frame_globals(frame_of(self)->record)); }
static Value get_builtins(Ctx *ctx, Value self) { return kr_ref(frame_builtins(frame_of(self)->record)); }
static Value get_lasti(Ctx *ctx, Value self) {
  const Frame *f = frame_of(self)->record;
  return kr_int(2 * (int64_t)units_of_insn(frame_code(f)->code, f->pos));
}
/* Before its first instruction a module is at line 0. */
static int64_t start_line(const CodeObj *code) { return code->name == N(lt_module) ? 0 : code->code->firstlineno; }
static Value get_lineno(Ctx *ctx, Value self) {
  const Frame *f = frame_of(self)->record;
  if (frame_of(self)->at_start) return kr_int(start_line(frame_code(f)));
  uint32_t line = code_line(frame_code(f), f->pos);
  return line ? kr_int(line) : KR_None;
}
static int set_lineno(Ctx *ctx, Value self, Value v) {
  if (v) return frame_jump(ctx, frame_of(self), v);
  kr_raise(ctx, &kr_type_AttributeError, "cannot delete attribute");
  return -1;
}
static Value get_trace(Ctx *ctx, Value self) {
  Value t = frame_of(self)->trace;
  return t ? kr_ref(t) : KR_None;
}
static int set_trace(Ctx *ctx, Value self, Value v) {
  FrameObj *o = frame_of(self);
  kr_set(ctx, &o->trace, !v || v == KR_None ? 0 : kr_ref(v));
  if (!o->trace || !is_running(o)) return 0;
  o->last_pos = o->record->pos;
  return vm_instrument(ctx, frame_code(o->record));
}

static Value frame_clear_m(Ctx *ctx, Value self, const Value *a) {
  FrameObj *o = frame_of(self);
  if (is_running(o)) {
    if (o->record->kind != FRAME_GENERATOR)
      return kr_raise(ctx, &kr_type_RuntimeError, "cannot clear an executing frame");
    Generator *g = (Generator *)((char *)o->record - offsetof(Generator, frame));
    if (g->state == GEN_RUNNING) return kr_raise(ctx, &kr_type_RuntimeError, "cannot clear an executing frame");
    if (generator_finalize(ctx, kr_val(g)) < 0) return 0;
    return generator_close(ctx, g);
  }
  for (uint32_t i = 0; i < slot_count(&o->ended); i++) kr_clear(ctx, &o->ended.locals[i]);
  kr_clear(ctx, &o->snapshot);
  return KR_None;
}

static Value frame_repr(Ctx *ctx, Value self) {
  const Frame *f = frame_of(self)->record;
  return str_format_c(ctx, "<frame at %p, file %R, line %d, code %U>", (void *)kr_obj(self), frame_code(f)->filename,
                      (int)code_line(frame_code(f), f->pos), frame_code(f)->name);
}

static void frame_traverse(Object *ob, VisitFn visit, void *arg) {
  FrameObj *o = (FrameObj *)ob;
  visit(o->back, arg);
  visit(o->snapshot, arg);
  visit(o->trace, arg);
  if (o->pinned) visit(kr_val(o->pinned), arg);
  if (is_running(o) || !o->ended.code) return;
  for (uint32_t i = 0; i < slot_count(&o->ended); i++) visit(o->ended.locals[i], arg);
  visit(o->ended.func, arg);
  visit(o->ended.globals, arg);
  visit(o->ended.builtins, arg);
  visit(o->ended.ns, arg);
  visit(kr_val(o->ended.code), arg);
}

static void frame_clear(Ctx *ctx, Object *ob) {
  FrameObj *o = (FrameObj *)ob;
  kr_clear(ctx, &o->back);
  kr_clear(ctx, &o->snapshot);
  kr_clear(ctx, &o->trace);
  if (is_running(o)) return;
  for (uint32_t i = 0; i < slot_count(&o->ended); i++) kr_clear(ctx, &o->ended.locals[i]);
}

static void frame_free(Ctx *ctx, Object *ob) {
  FrameObj *o = (FrameObj *)ob;
  frame_clear(ctx, ob);
  kr_unref(ctx, kr_val(o->pinned));
  if (is_running(o)) return;
  if (o->ended.locals) kr_mem_free(ctx, o->ended.locals, slot_count(&o->ended) * sizeof(Value));
  kr_unref(ctx, o->ended.func);
  kr_unref(ctx, o->ended.globals);
  kr_unref(ctx, o->ended.builtins);
  kr_unref(ctx, o->ended.ns);
  kr_unref(ctx, kr_val(o->ended.code));
}

static const Method frame_methods[] = {
  {"clear", frame_clear_m, "", "Drop the references that the frame holds."},
  {0}};
static const Member frame_members[] = {
  {"f_trace_lines", MEMBER_BOOL, offsetof(FrameObj, trace_lines), 0, NULL},
  {"f_trace_opcodes", MEMBER_BOOL, offsetof(FrameObj, trace_opcodes), 0, NULL},
  {0}};
static const GetSet frame_getsets[] = {
  {"f_back", get_back, NULL, NULL},
  {"f_code", get_code, NULL, NULL},
  {"f_globals", get_globals, NULL, NULL},
  {"f_builtins", get_builtins, NULL, NULL},
  {"f_locals", get_locals, NULL, NULL},
  {"f_lasti", get_lasti, NULL, NULL},
  {"f_lineno", get_lineno, set_lineno, NULL},
  {"f_trace", get_trace, set_trace, NULL},
  {0}};

Type kr_type_frame = {
  TYPE_HEAD(frame, "frame"), .flags = T_GC | T_NO_NEW, .size = sizeof(FrameObj),
  .repr = frame_repr, .traverse = frame_traverse, .clear = frame_clear, .free = frame_free,
  .methods = frame_methods, .members = frame_members, .getsets = frame_getsets,
};
