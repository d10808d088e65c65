/* _asyncio: handing callbacks to an event loop, which is what tasks and futures do most.
 *
 * The call_soon of the library's loops makes an events.Handle and appends it to the loop's deque.  For a loop
 * whose methods and whose Handle are the library's own this is done here without a call; any other loop, one
 * in debug mode, and calls while functions are traced take the general way.  What makes a loop plain is
 * looked up once: it holds while the loop has the same shape (no attribute was added that could hide a
 * method), no class was changed and no function was given other code. */
#include "../core/core.h"
#include "_asyncio.h"
#include "_collections.h"
#include "_contextvars.h"

/* ---- the general way ---- */

Value asyncio_context_keyword(Ctx *ctx) {
  static Value names;
  return names ? names : (names = tuple_pack(ctx, 1, N(context)));
}

static int call_soon(Ctx *ctx, Value loop, Value callback, Value arg, Value context) {
  Value keyword = asyncio_context_keyword(ctx);
  if (!keyword) return -1;
  Value self, f = kr_getmethod(ctx, loop, N(call_soon), &self);
  if (!f) return -1;
  size_t n = 0;
  Value args[3];
  args[n++] = callback;
  if (arg) args[n++] = arg;
  args[n] = context;
  Value handle = kr_call_self(ctx, f, self, args, n, context ? keyword : 0);
  kr_unref(ctx, f);
  kr_unref(ctx, handle);
  return handle ? 0 : -1;
}

/* ---- which loops are plain ---- */

/* The library's functions, and the names they use: by these they are recognised. */
enum { METHOD_call_soon, METHOD__call_soon, METHOD__check_closed, METHOD_get_debug, METHOD_handle_init, METHODS };
static const struct { const char *name, *uses; } methods[METHODS] = {
  {"call_soon", "_check_closed _debug _check_thread _check_callback _call_soon _source_traceback"},
  {"_call_soon", "events Handle _source_traceback _ready append"},
  {"_check_closed", "_closed RuntimeError"},
  {"get_debug", "_debug"},
  {"__init__", "contextvars copy_context _context _loop _callback _args _cancelled _repr get_debug format_helpers extract_stack "
               "sys _getframe _source_traceback"},
};
enum { LOOP_closed, LOOP_debug, LOOP_ready, LOOP_FIELDS };
static const char *const loop_fields[LOOP_FIELDS] = {"_closed", "_debug", "_ready"};
enum { HANDLE_context, HANDLE_loop, HANDLE_callback, HANDLE_args, HANDLE_cancelled, HANDLE_repr, HANDLE_source, HANDLE_FIELDS };
static const char *const handle_fields[HANDLE_FIELDS] = {"_context", "_loop", "_callback", "_args", "_cancelled", "_repr",
                                                         "_source_traceback"};

/* What was found out about the loops of one shape; all is borrowed and holds in its epoch. */
static struct {
  uint32_t shape, epoch;
  int is_plain;
  Function *functions[METHODS];
  CodeObj *codes[METHODS];
  Value events;            /* the module that call_soon takes Handle from */
  Type *handle;
  size_t loop_at[LOOP_FIELDS], handle_at[HANDLE_FIELDS]; /* offsets in the objects */
} known;

static Value interned(Ctx *ctx, const char *text) {
  Value name = str_intern_c(ctx, text);
  kr_unref(ctx, name); /* the table of interned strings and the code that uses it keep it */
  return name;
}

static int uses_names(const CodeObj *code, const char *names) {
  for (uint32_t i = 0; i < code->code->nnames; i++) {
    size_t n = strcspn(names, " ");
    const Str *s = str_of(code->names[i]);
    if (s->len != n || memcmp(s->data, names, n)) return 0;
    names += n + (names[n] == ' ');
  }
  return !*names;
}

static int find_method(Ctx *ctx, Type *type, int which) {
  Value name = interned(ctx, methods[which].name), f = name ? type_lookup(type, name) : KR_ABSENT;
  if (!kr_has_shape(f, SHAPE_function)) return 0;
  known.functions[which] = (Function *)kr_obj(f);
  known.codes[which] = known.functions[which]->code;
  return uses_names(known.codes[which], methods[which].uses);
}

static int find_loop(Ctx *ctx, Shape *s) {
  if (s->is_dict || s->at_end || s->type->dict_offset || s->type->getattr != kr_generic_getattr) return 0;
  for (int i = 0; i < METHOD_handle_init; i++)
    if (!find_method(ctx, s->type, i) || shape_find(s, interned(ctx, methods[i].name)) >= 0) return 0;
  for (int i = 0; i < LOOP_FIELDS; i++) {
    Value name = interned(ctx, loop_fields[i]);
    int64_t slot = name ? shape_find(s, name) : -1;
    if (slot < 0 || type_lookup(s->type, name) != KR_ABSENT) return 0;
    known.loop_at[i] = s->offset + (size_t)slot * sizeof(Value);
  }
  return 1;
}

/* The Handle that call_soon would use now; borrowed, or KR_ABSENT. */
static Value current_handle(void) {
  Value globals = known.functions[METHOD__call_soon]->globals;
  known.events = dict_of(globals)->str_keys ? dict_get_str(globals, N(events)) : KR_ABSENT;
  if (!kr_has_shape(known.events, SHAPE_module) || !dict_of(module_dict(known.events))->str_keys) return KR_ABSENT;
  return dict_get_str(module_dict(known.events), N(Handle));
}

static int find_handle(Ctx *ctx) {
  Value handle = current_handle();
  if (!kr_has_shape(handle, SHAPE_type)) return 0;
  Type *type = known.handle = kr_as_type(handle);
  if (!(type->flags & T_HEAP) || type->new != object_new || type->setattr != kr_generic_setattr || type->finalize) return 0;
  for (int i = 0; i < HANDLE_FIELDS; i++) {
    Value name = interned(ctx, handle_fields[i]), member = name ? type_lookup(type, name) : KR_ABSENT;
    if (!kr_has_shape(member, SHAPE_member_descriptor)) return 0;
    known.handle_at[i] = ((MemberDescr *)kr_obj(member))->fixed_offset;
    if (!known.handle_at[i]) return 0;
  }
  return find_method(ctx, type, METHOD_handle_init);
}

/* Is it a loop whose call_soon is known to do what make_ready does? */
KR_INLINE int is_plain_loop(Ctx *ctx, Value loop) {
  if (!kr_is_ptr(loop) || ctx->pending & PENDING_TRACE) return 0;
  if (KR_UNLIKELY(kr_obj_shape(kr_obj(loop)) != known.shape || known.epoch != kr_runtime.type_epoch)) {
    known.shape = kr_obj_shape(kr_obj(loop));
    known.epoch = kr_runtime.type_epoch;
    known.is_plain = find_loop(ctx, shape_of(kr_obj(loop))) && find_handle(ctx);
    kr_clear_exc(ctx); /* without memory for a name it is not */
  }
  if (!known.is_plain) return 0;
  for (int i = 0; i < METHODS; i++)
    if (known.functions[i]->code != known.codes[i]) return 0;
  return current_handle() == kr_val(known.handle);
}

/* ---- the quick way ---- */

KR_INLINE Value field(Value o, size_t at) { return *(Value *)((char *)kr_obj(o) + at); }
KR_INLINE void fill(Value o, int which, Value v) { *(Value *)((char *)kr_obj(o) + known.handle_at[which]) = v; }

static int make_ready(Ctx *ctx, Value loop, Value callback, Value arg, Value context) {
  Value ready = field(loop, known.loop_at[LOOP_ready]);
  Value args = arg ? tuple_pack(ctx, 1, arg) : kr_ref(kr_val(&kr_empty_tuple));
  Value own_context = context ? kr_ref(context) : context_copy_current(ctx);
  Value handle = args && own_context ? kr_val(kr_alloc_plain(ctx, known.handle)) : 0;
  if (!handle) {
    kr_unref(ctx, args);
    kr_unref(ctx, own_context);
    return -1;
  }
  fill(handle, HANDLE_context, own_context);
  fill(handle, HANDLE_loop, kr_ref(loop));
  fill(handle, HANDLE_callback, kr_ref(callback));
  fill(handle, HANDLE_args, args);
  fill(handle, HANDLE_cancelled, KR_False);
  fill(handle, HANDLE_repr, KR_None);
  fill(handle, HANDLE_source, KR_None);
  int r = deque_push(ctx, ready, handle);
  kr_unref(ctx, handle);
  return r;
}

int asyncio_call_soon(Ctx *ctx, Value loop, Value callback, Value arg, Value context) {
  if (is_plain_loop(ctx, loop) && field(loop, known.loop_at[LOOP_closed]) == KR_False &&
      field(loop, known.loop_at[LOOP_debug]) == KR_False && kr_has_shape(field(loop, known.loop_at[LOOP_ready]), SHAPE_deque))
    return make_ready(ctx, loop, callback, arg, context);
  return call_soon(ctx, loop, callback, arg, context);
}
