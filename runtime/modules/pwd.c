/* The pwd module: the users of the system. */
#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include "../api.h"

static Type *passwd_type;

static Value text(Ctx *ctx, const char *s) { return s ? str_from_fs(ctx, s, strlen(s)) : KR_None; }

/* An id; -1 stands for the largest unsigned one. */
static Value id_object(Ctx *ctx, uint32_t id) { return kr_int(id == UINT32_MAX ? -1 : (int64_t)id); }

static Value passwd_object(Ctx *ctx, const struct passwd *p) {
  Value v[7] = {text(ctx, p->pw_name), text(ctx, p->pw_passwd), id_object(ctx, p->pw_uid), id_object(ctx, p->pw_gid),
                text(ctx, p->pw_gecos), text(ctx, p->pw_dir), text(ctx, p->pw_shell)};
  return structseq_steal(ctx, passwd_type, v, 7);
}

static Value not_found(Ctx *ctx, Value message) {
  if (message) kr_raise_value(ctx, &kr_type_KeyError, message);
  kr_unref(ctx, message);
  return 0;
}

static Value pwd_getpwuid_m(Ctx *ctx, Value module, const Value *a) {
  int64_t id;
  if (!kr_is_anyint(a[0]) && !kr_type_of(a[0])->to_index)
    return kr_raise(ctx, &kr_type_TypeError, "uid should be integer, not %T", a[0]);
  if (kr_index_clamp(ctx, a[0], &id) < 0) return 0;
  const struct passwd *p = id < -1 || id > UINT32_MAX ? NULL : getpwuid((uid_t)id);
  return p ? passwd_object(ctx, p) : not_found(ctx, str_format_c(ctx, "getpwuid(): uid not found: %S", a[0]));
}

static Value pwd_getpwnam_m(Ctx *ctx, Value module, const Value *a) {
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "getpwnam() argument must be str, not %T", a[0]);
  char *name = str_fs_dup(ctx, a[0]);
  if (!name) return 0;
  const struct passwd *p = getpwnam(name);
  free(name);
  return p ? passwd_object(ctx, p) : not_found(ctx, str_format_c(ctx, "getpwnam(): name not found: %R", a[0]));
}

static Value pwd_getpwall_m(Ctx *ctx, Value module, const Value *a) {
  Value list = list_new(ctx, 0);
  const struct passwd *p;
  setpwent();
  while (list && (p = getpwent())) {
    Value v = passwd_object(ctx, p);
    if (!v || list_append(ctx, list, v) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, v);
  }
  endpwent();
  return list;
}

static const Method pwd_methods[] = {
  {"getpwuid", pwd_getpwuid_m, "uidobj, /", "The user with an id."},
  {"getpwnam", pwd_getpwnam_m, "name, /", "The user with a name."},
  {"getpwall", pwd_getpwall_m, "", "All users."},
  {0},
};

static int pwd_init(Ctx *ctx, Value module) {
  static const StructField fields[] = {{"pw_name", "user name"}, {"pw_passwd", "password"}, {"pw_uid", "user id"},
    {"pw_gid", "group id"}, {"pw_gecos", "real name"}, {"pw_dir", "home directory"}, {"pw_shell", "shell program"}};
  passwd_type = structseq_type(ctx, "pwd.struct_passwd", "A user of the system.", fields, 7, 7);
  return passwd_type ? dict_set_c(ctx, module_dict(module), "struct_passwd", kr_ref(kr_val(passwd_type))) : -1;
}

const ModuleDef kr_module_pwd = {
  .name = "pwd",
  .doc = "The users of the system.",
  .methods = pwd_methods,
  .init = pwd_init,
};
