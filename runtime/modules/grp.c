/* The grp module: the groups of the system. */
#include <grp.h>
#include <stdlib.h>
#include "../api.h"

static Type *group_type;

static Value text(Ctx *ctx, const char *s) { return s ? str_from_fs(ctx, s, strlen(s)) : KR_None; }

static Value group_object(Ctx *ctx, const struct group *g) {
  Value members = list_new(ctx, 0);
  for (char **p = g->gr_mem; members && *p; p++) {
    Value name = text(ctx, *p);
    if (!name || list_append(ctx, members, name) < 0) kr_clear(ctx, &members);
    kr_unref(ctx, name);
  }
  Value v[4] = {text(ctx, g->gr_name), text(ctx, g->gr_passwd), kr_int(g->gr_gid), members};
  return structseq_steal(ctx, group_type, v, 4);
}

static Value not_found(Ctx *ctx, Value message) {
  if (message) kr_raise_value(ctx, &kr_type_KeyError, message);
  kr_unref(ctx, message);
  return 0;
}

static Value grp_getgrgid_m(Ctx *ctx, Value module, const Value *a) {
  int64_t id;
  if (!kr_is_anyint(a[0]) && !kr_type_of(a[0])->to_index)
    return kr_raise(ctx, &kr_type_TypeError, "gid should be integer, not %T", a[0]);
  if (kr_index_clamp(ctx, a[0], &id) < 0) return 0;
  const struct group *g = id < -1 || id > UINT32_MAX ? NULL : getgrgid((gid_t)id);
  return g ? group_object(ctx, g) : not_found(ctx, str_format_c(ctx, "getgrgid(): gid not found: %S", a[0]));
}

static Value grp_getgrnam_m(Ctx *ctx, Value module, const Value *a) {
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "getgrnam() argument must be str, not %T", a[0]);
  char *name = str_fs_dup(ctx, a[0]);
  if (!name) return 0;
  const struct group *g = getgrnam(name);
  free(name);
  return g ? group_object(ctx, g) : not_found(ctx, str_format_c(ctx, "getgrnam(): name not found: %R", a[0]));
}

static Value grp_getgrall_m(Ctx *ctx, Value module, const Value *a) {
  Value list = list_new(ctx, 0);
  const struct group *g;
  setgrent();
  while (list && (g = getgrent())) {
    Value v = group_object(ctx, g);
    if (!v || list_append(ctx, list, v) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, v);
  }
  endgrent();
  return list;
}

static const Method grp_methods[] = {
  {"getgrgid", grp_getgrgid_m, "id", "The group with an id."},
  {"getgrnam", grp_getgrnam_m, "name", "The group with a name."},
  {"getgrall", grp_getgrall_m, "", "All groups."},
  {0},
};

static int grp_init(Ctx *ctx, Value module) {
  static const StructField fields[] = {{"gr_name", "group name"}, {"gr_passwd", "password"}, {"gr_gid", "group id"},
    {"gr_mem", "group members"}};
  group_type = structseq_type(ctx, "grp.struct_group", "A group of the system.", fields, 4, 4);
  return group_type ? dict_set_c(ctx, module_dict(module), "struct_group", kr_ref(kr_val(group_type))) : -1;
}

const ModuleDef kr_module_grp = {
  .name = "grp",
  .doc = "The groups of the system.",
  .methods = grp_methods,
  .init = grp_init,
};
