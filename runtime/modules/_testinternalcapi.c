/* _testinternalcapi: what CPython's test suite asks of the interpreter's configuration. */
#include "module_help.h"

/* The interpreter's configuration, as far as tests ask for it. */
static Value get_config_m(Ctx *ctx, Value module, const Value *a) {
  const struct Flags *f = &kr_runtime.flags;
  const struct { const char *name; int64_t value; } numbers[] = {
    {"code_debug_ranges", !kr_runtime.flags.no_debug_ranges}, {"isolated", f->isolated}, {"use_environment", !f->ignore_environment},
    {"dev_mode", f->dev_mode}, {"inspect", f->inspect}, {"interactive", f->interactive}, {"optimization_level", f->optimize},
    {"parser_debug", f->debug}, {"write_bytecode", !f->dont_write_bytecode}, {"verbose", f->verbose}, {"quiet", f->quiet},
    {"user_site_directory", !f->no_user_site}, {"site_import", !f->no_site}, {"bytes_warning", f->bytes_warning},
    {"warn_default_encoding", f->warn_default_encoding}, {"safe_path", f->safe_path}, {"buffered_stdio", !f->unbuffered},
    {"int_max_str_digits", f->int_max_str_digits}};
  Value config = dict_new(ctx);
  for (size_t i = 0; config && i < sizeof numbers / sizeof *numbers; i++)
    if (dict_set_c(ctx, config, numbers[i].name, kr_int(numbers[i].value)) < 0) kr_clear(ctx, &config);
  return config;
}

static Value get_recursion_depth_m(Ctx *ctx, Value module, const Value *a) { return kr_int(ctx->depth); }

static Value encode_error_handler(Ctx *ctx, Value errors) {
  static const char *const known[] = {"strict", "surrogateescape", "surrogatepass"};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (str_equal_ascii(errors, known[i])) return KR_None;
  return kr_raise(ctx, &kr_type_ValueError, "unsupported error handler");
}

/* Turns a UnicodeError into the RuntimeError that names where it was found. */
static Value locale_error(Ctx *ctx, const char *what) {
  if (!kr_matches(ctx, &kr_type_UnicodeError)) return 0;
  Value exc = kr_fetch(ctx);
  UnicodeErrorObj *e = (UnicodeErrorObj *)kr_obj(exc);
  kr_raise(ctx, &kr_type_RuntimeError, "%s error: pos=%lld, reason=%S", what, (long long)e->start, e->reason);
  kr_unref(ctx, exc);
  return 0;
}

static Value encode_locale_m(Ctx *ctx, Value module, const Value *a) {
  Value errors = a[2] ? kr_ref(a[2]) : str_from(ctx, "strict"), r = 0;
  if (errors && encode_error_handler(ctx, errors)) {
    r = codec_encode(ctx, a[0], "utf-8", str_utf8(ctx, errors, NULL));
    if (!r) locale_error(ctx, "encode");
  }
  kr_unref(ctx, errors);
  return r;
}

static Value decode_locale_m(Ctx *ctx, Value module, const Value *a) {
  Value errors = a[2] ? kr_ref(a[2]) : str_from(ctx, "strict"), r = 0;
  Buffer b;
  if (errors && encode_error_handler(ctx, errors) && kr_get_buffer(ctx, a[0], &b, 0) == 0) {
    r = codec_decode(ctx, b.data, (size_t)b.len, "utf-8", str_utf8(ctx, errors, NULL));
    if (!r) locale_error(ctx, "decode");
    kr_release_buffer(ctx, &b);
  }
  kr_unref(ctx, errors);
  return r;
}

static int init(Ctx *ctx, Value module) { return dict_set_c(ctx, module_dict(module), "SIZEOF_PYGC_HEAD", kr_int(0)); }

static const Method methods[] = {
  {"get_config", get_config_m, "", "The interpreter's configuration."},
  {"get_recursion_depth", get_recursion_depth_m, "", "How deeply calls are nested."},
  {"EncodeLocaleEx", encode_locale_m, "text, current_locale=0, errors='strict', /", "Text in the locale's encoding."},
  {"DecodeLocaleEx", decode_locale_m, "data, current_locale=0, errors='strict', /", "Text from the locale's encoding."},
  {NULL},
};

const ModuleDef kr_module__testinternalcapi = {
  .name = "_testinternalcapi", .doc = "What the test suite needs from the interpreter.", .methods = methods, .init = init,
};
