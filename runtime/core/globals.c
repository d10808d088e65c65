/* Globals and builtins by name, with a cache of where the name was found.
 *
 * A cached entry index is good while the dict's keys_version is the same; a name found among the
 * builtins also needs the globals unchanged, since a new global would hide it. */
#include "../krait.h"

/* 1: found and remembered in *index; 0: this dict can not be cached by position. */
static int cacheable_index(Value dict, Value name, uint32_t *index) {
  if (!kr_has_shape(dict, SHAPE_dict) || !dict_of(dict)->str_keys) return 0;
  int64_t at = dict_index_str(dict, name);
  *index = (uint32_t)at;
  return at >= 0;
}

/* Any mapping may stand in for the builtins; borrowed dict values are handed out as new references. */
static Value lookup(Ctx *ctx, Value dict, Value name) {
  if (kr_has_shape(dict, SHAPE_dict)) {
    Value v = dict_get(ctx, dict, name);
    return v && v != KR_ABSENT ? kr_ref(v) : v;
  }
  Value v = kr_getitem(ctx, dict, name);
  return v || !kr_catch(ctx, &kr_type_KeyError) ? v : KR_ABSENT;
}

Value kr_load_global(Ctx *ctx, Value globals, Value builtins, Value name, GlobalCache *cache) {
  uint32_t index;
  if (cacheable_index(globals, name, &index)) {
    const Value *place = &dict_of(globals)->entries[index].value;
    *cache = (GlobalCache){dict_of(globals)->keys_version, 0, index, 0, place};
    return kr_ref(*place);
  }
  Value v = lookup(ctx, globals, name);
  if (v != KR_ABSENT) return v;
  if (cacheable_index(builtins, name, &index)) {
    *cache = (GlobalCache){dict_of(globals)->keys_version, dict_of(builtins)->keys_version, index, 1, NULL};
    return kr_ref(dict_of(builtins)->entries[index].value);
  }
  v = lookup(ctx, builtins, name);
  return v == KR_ABSENT ? kr_raise_name(ctx, "name '%U' is not defined", name) : v;
}

int kr_store_global(Ctx *ctx, Value globals, Value name, Value v) {
  return kr_has_shape(globals, SHAPE_dict) ? dict_set(ctx, globals, name, v) : kr_setitem(ctx, globals, name, v);
}
