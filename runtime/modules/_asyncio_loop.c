/* _asyncio: handing callbacks to an event loop. */
#include "_asyncio.h"

static Value context_keyword; /* ("context",) */

int asyncio_call_soon(Ctx *ctx, Value loop, Value callback, Value arg, Value context) {
  if (!context_keyword && !(context_keyword = tuple_pack(ctx, 1, N(context)))) return -1;
  Value self, f = kr_getmethod(ctx, loop, N(call_soon), &self);
  if (!f) return -1;
  size_t n = 0;
  Value args[3];
  args[n++] = callback;
  if (arg) args[n++] = arg;
  args[n] = context;
  Value handle = kr_call_self(ctx, f, self, args, n, context ? context_keyword : 0);
  kr_unref(ctx, f);
  kr_unref(ctx, handle);
  return handle ? 0 : -1;
}
