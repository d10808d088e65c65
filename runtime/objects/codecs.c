/* Encodings by name: the native ones at once, all others through the registry of search functions that
 * the encodings package fills. */
#include <ctype.h>
#include "codecs.h"

static struct { Value search_path, cache, error_handlers; int loading; } registry;

/* Lower case, with everything but ASCII letters, digits and dots as single underscores: "UTF-8" and
 * "utf8" differ still.  -1: too long. */
static int normalize(const char *encoding, char out[64]) {
  size_t n = 0;
  int gap = 0;
  for (; *encoding; encoding++) {
    unsigned char c = (unsigned char)*encoding;
    if (c >= 0x80 || (!isalnum(c) && c != '.')) {
      gap = 1;
      continue;
    }
    if (n >= 62) return -1;
    if (gap && n) out[n++] = '_';
    out[n++] = (char)tolower(c);
    gap = 0;
  }
  out[n] = 0;
  return 0;
}

static int native_order(const char *name) { return strstr(name, "le") ? -1 : strstr(name, "be") ? 1 : 0; }

/* "utf_16", "utf16le", "utf_32_be" and the like: the unit's size, or 0. */
static int wide_unit(const char *name) {
  if (strncmp(name, "utf", 3)) return 0;
  name += 3 + (name[3] == '_');
  int unit = !strncmp(name, "16", 2) ? 2 : !strncmp(name, "32", 2) ? 4 : 0;
  name += 2;
  if (unit && *name == '_') name++;
  return unit && (!*name || !strcmp(name, "le") || !strcmp(name, "be")) ? unit : 0;
}

static const struct { const char *name; DecodeFn decode; EncodeFn encode; } native_codecs[] = {
  {"utf_8", codec_utf8_decode, codec_utf8_encode},
  {"utf8", codec_utf8_decode, codec_utf8_encode},
  {"latin_1", codec_latin1_decode, codec_latin1_encode},
  {"latin1", codec_latin1_decode, codec_latin1_encode},
  {"iso_8859_1", codec_latin1_decode, codec_latin1_encode},
  {"iso8859_1", codec_latin1_decode, codec_latin1_encode},
  {"ascii", codec_ascii_decode, codec_ascii_encode},
  {"us_ascii", codec_ascii_decode, codec_ascii_encode},
};

static int native_index(const char *encoding, char name[64]) {
  if (normalize(encoding, name)) return -1;
  for (size_t i = 0; i < sizeof native_codecs / sizeof *native_codecs; i++)
    if (!strcmp(native_codecs[i].name, name)) return (int)i;
  return -1;
}

/* Codecs that do not turn text into bytes are only for codecs.encode and codecs.decode. */
static int check_text_encoding(Ctx *ctx, const char *encoding, int encode) {
  Value codec = codec_lookup(ctx, encoding), flag = codec ? kr_getattr_opt(ctx, codec, N(_is_text_encoding)) : 0;
  int is_text = !flag ? -1 : flag == KR_ABSENT ? 1 : kr_truth(ctx, flag);
  kr_unref(ctx, codec);
  kr_unref(ctx, flag);
  if (is_text) return is_text < 0 ? -1 : 0;
  kr_raise(ctx, &kr_type_LookupError, "'%s' is not a text encoding; use codecs.%s() to handle arbitrary codecs", encoding,
           encode ? "encode" : "decode");
  return -1;
}

/* In development mode wrong names are found even where nothing has to be converted. */
static int check_names(Ctx *ctx, const char *encoding, const char *errors) {
  Value codec = encoding ? codec_lookup(ctx, encoding) : KR_None;
  Value handler = !codec ? 0 : errors ? codec_lookup_error(ctx, errors) : KR_None;
  kr_unref(ctx, codec);
  kr_unref(ctx, handler);
  return handler ? 0 : -1;
}

Value codec_decode(Ctx *ctx, const char *bytes, size_t n, const char *encoding, const char *errors) {
  char name[64] = "";
  if (kr_runtime.flags.dev_mode && check_names(ctx, encoding, errors)) return 0;
  int i = native_index(encoding ? encoding : "utf-8", name);
  if (i >= 0) return native_codecs[i].decode(ctx, (const uint8_t *)bytes, n, errors, 0, NULL);
  if (wide_unit(name)) {
    int order = native_order(name);
    return codec_wide_decode(ctx, wide_unit(name), (const uint8_t *)bytes, n, errors, &order, 0, NULL);
  }
  if (check_text_encoding(ctx, encoding, 0)) return 0;
  Value data = bytes_new(ctx, bytes, n);
  Value text = data ? codec_apply(ctx, data, encoding, errors, 0) : 0;
  kr_unref(ctx, data);
  if (text && !kr_is_anystr(text)) {
    kr_raise(ctx, &kr_type_TypeError,
             "'%s' decoder returned '%T' instead of 'str'; use codecs.decode() to decode to arbitrary types", encoding, text);
    kr_clear(ctx, &text);
  }
  return text;
}

Value codec_encode(Ctx *ctx, Value text, const char *encoding, const char *errors) {
  char name[64] = "";
  if (kr_runtime.flags.dev_mode && check_names(ctx, encoding, errors)) return 0;
  int i = native_index(encoding ? encoding : "utf-8", name);
  if (i >= 0) return native_codecs[i].encode(ctx, text, errors);
  if (wide_unit(name)) return codec_wide_encode(ctx, wide_unit(name), text, errors, native_order(name));
  if (check_text_encoding(ctx, encoding, 1)) return 0;
  Value data = codec_apply(ctx, text, encoding, errors, 1);
  if (data && kr_instance_of(data, &kr_type_bytearray)) {
    Value copy = bytes_new(ctx, ((ByteArray *)kr_obj(data))->data, (size_t)((ByteArray *)kr_obj(data))->len);
    kr_unref(ctx, data);
    return copy;
  }
  if (data && !kr_has_flag(data, T_BYTES)) {
    kr_raise(ctx, &kr_type_TypeError,
             "'%s' encoder returned '%T' instead of 'bytes'; use codecs.encode() to encode to arbitrary types", encoding, data);
    kr_clear(ctx, &data);
  }
  return data;
}

/* ---- the registry ---- */
static int registry_init(Ctx *ctx) {
  if (!registry.search_path && !(registry.search_path = list_new(ctx, 0))) return -1;
  if (!registry.cache && !(registry.cache = dict_new(ctx))) return -1;
  if (!registry.error_handlers && !(registry.error_handlers = dict_new(ctx))) return -1;
  return 0;
}

int codec_register(Ctx *ctx, Value search) {
  if (!kr_is_callable(search)) {
    kr_raise(ctx, &kr_type_TypeError, "argument must be callable");
    return -1;
  }
  return registry_init(ctx) ? -1 : list_append(ctx, registry.search_path, search);
}

int codec_unregister(Ctx *ctx, Value search) {
  if (registry_init(ctx)) return -1;
  List *path = list_of(registry.search_path);
  for (int64_t i = 0; i < path->len; i++) {
    if (path->items[i] != search) continue;
    dict_clear(ctx, registry.cache);
    return list_set_slice(ctx, registry.search_path, i, i + 1, 0);
  }
  return 0;
}

/* The encodings package registers its search function when it is imported. */
static int load_encodings(Ctx *ctx) {
  if (registry.loading || list_of(registry.search_path)->len) return 0;
  registry.loading = 1;
  Value module = kr_import(ctx, "encodings");
  registry.loading = 0;
  kr_unref(ctx, module);
  return module ? 0 : -1;
}

Value codec_lookup(Ctx *ctx, const char *encoding) {
  char name[64];
  if (registry_init(ctx) || load_encodings(ctx)) return 0;
  if (normalize(encoding, name)) return kr_raise(ctx, &kr_type_LookupError, "unknown encoding: %s", encoding);
  Value key = str_from(ctx, name);
  if (!key) return 0;
  Value found = dict_get(ctx, registry.cache, key);
  if (found != KR_ABSENT) {
    kr_unref(ctx, key);
    return found ? kr_ref(found) : 0;
  }
  Value result = KR_None;
  for (int64_t i = 0; i < list_of(registry.search_path)->len && result == KR_None; i++) {
    result = kr_call1(ctx, list_of(registry.search_path)->items[i], key);
    if (result && result != KR_None && (!kr_has_flag(result, T_TUPLE) || tuple_of(result)->len != 4)) {
      kr_raise(ctx, &kr_type_TypeError, "codec search functions must return 4-tuples");
      kr_clear(ctx, &result);
    }
  }
  if (result == KR_None) {
    result = kr_raise(ctx, &kr_type_LookupError, "unknown encoding: %s", encoding);
  } else if (result && dict_set(ctx, registry.cache, key, result)) {
    kr_clear(ctx, &result);
  }
  kr_unref(ctx, key);
  return result;
}

/* The raised exception may be replaced by one of its type that tells the codec's name, if it can be made
 * and holds nothing more than one message. */
static void explain_failure(Ctx *ctx, const char *encoding, int encode) {
  Value exc = kr_fetch(ctx);
  Type *type = kr_type_of(exc), *base = &kr_type_BaseException;
  BaseException *e = (BaseException *)kr_obj(exc);
  const Tuple *args = tuple_of(e->args);
  int plain = type->new == base->new && type->init == base->init && type->size == base->size && (!e->dict || !dict_len(e->dict)) &&
              args->len <= 1 && (!args->len || kr_is_anystr(args->items[0]));
  Value text = plain ? kr_str(ctx, exc) : 0;
  Value message = text ? str_format_c(ctx, "%s with '%s' codec failed (%N: %U)", encode ? "encoding" : "decoding", encoding, type, text) : 0;
  Value better = message ? kr_call1(ctx, kr_val(type), message) : 0;
  kr_unref(ctx, text);
  kr_unref(ctx, message);
  if (!better) {
    kr_clear_exc(ctx);
    kr_restore(ctx, exc);
    return;
  }
  BaseException *b = (BaseException *)kr_obj(better);
  kr_set(ctx, &b->cause, kr_ref(exc));
  kr_set(ctx, &b->context, exc);
  b->suppress_context = 1;
  kr_restore(ctx, better);
}

Value codec_apply(Ctx *ctx, Value obj, const char *encoding, const char *errors, int encode) {
  Value codec = codec_lookup(ctx, encoding);
  if (!codec) return 0;
  Value f = tuple_of(codec)->items[encode ? 0 : 1], args[2] = {obj, errors ? str_from(ctx, errors) : 0}, v = 0;
  Value result = errors && !args[1] ? 0 : kr_call(ctx, f, args, errors ? 2 : 1, 0);
  if (!result) explain_failure(ctx, encoding, encode);
  if (result && (!kr_has_flag(result, T_TUPLE) || tuple_of(result)->len != 2))
    kr_raise(ctx, &kr_type_TypeError, encode ? "encoder must return a tuple (object, integer)" : "decoder must return a tuple (object,integer)");
  else if (result) v = kr_ref(tuple_of(result)->items[0]);
  kr_unref(ctx, result);
  kr_unref(ctx, args[1]);
  kr_unref(ctx, codec);
  return v;
}

Value codec_lookup_error(Ctx *ctx, const char *name) {
  if (registry_init(ctx)) return 0;
  Value module = kr_import(ctx, "_codecs"); /* its start registers the handlers of the language */
  Value key = module ? str_from(ctx, name) : 0;
  Value handler = key ? dict_get(ctx, registry.error_handlers, key) : 0;
  kr_unref(ctx, key);
  kr_unref(ctx, module);
  if (handler == KR_ABSENT) return kr_raise(ctx, &kr_type_LookupError, "unknown error handler name '%s'", name);
  return handler ? kr_ref(handler) : 0;
}

int codec_register_error(Ctx *ctx, const char *name, Value handler) {
  if (!kr_is_callable(handler)) {
    kr_raise(ctx, &kr_type_TypeError, "handler must be callable");
    return -1;
  }
  Value key = registry_init(ctx) ? 0 : str_from(ctx, name);
  int failed = !key || dict_set(ctx, registry.error_handlers, key, handler);
  kr_unref(ctx, key);
  return failed ? -1 : 0;
}
