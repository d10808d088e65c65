/* Source lines for tracebacks.  The file read last is kept: neighbouring entries often share it. */
#include <stdio.h>
#include <stdlib.h>
#include "report.h"

static struct { char *name, *text; size_t size; char encoding[64]; } last;

void report_forget_sources(void) {
  free(last.name), free(last.text);
  last.name = last.text = NULL;
}

static char *read_file(const char *name, size_t *size) {
  FILE *in = fopen(name, "rb");
  if (!in) return NULL;
  size_t cap = 1 << 14, n = 0;
  char *text = malloc(cap);
  for (size_t got; text && (got = fread(text + n, 1, cap - n, in)) > 0;) {
    n += got;
    if (n < cap) continue;
    char *more = realloc(text, cap *= 2);
    if (!more) free(text);
    text = more;
  }
  fclose(in);
  *size = n;
  return text;
}

/* A relative name that is not there is looked for in the folders of sys.path. */
static char *find_and_read(Ctx *ctx, const char *name, size_t *size) {
  char *text = read_file(name, size);
  Value path = text ? 0 : kr_sys_get(ctx, "path");
  if (!path || !kr_has_shape(path, SHAPE_list)) return text;
  const char *slash = strrchr(name, '/'), *tail = slash ? slash + 1 : name;
  for (int64_t i = 0; !text && i < list_of(path)->len; i++) {
    Value folder = list_of(path)->items[i];
    if (!kr_is_anystr(folder) || str_of(folder)->len == 0) continue;
    char *f = str_fs_dup(ctx, folder), full[4096];
    if (f && snprintf(full, sizeof full, "%s/%s", f, tail) < (int)sizeof full) text = read_file(full, size);
    free(f);
  }
  kr_clear_exc(ctx);
  return text;
}

static int is_encoding_char(char c) {
  return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '-' || c == '_' || c == '.';
}

/* The encoding that a comment in the first two lines declares. */
static void find_encoding(void) {
  const char *p = last.text, *end = p + last.size;
  strcpy(last.encoding, "utf-8");
  for (int line = 0; line < 2 && p < end; line++) {
    const char *eol = memchr(p, '\n', (size_t)(end - p));
    if (!eol) eol = end;
    const char *c = p;
    while (c < eol && (*c == ' ' || *c == '\t' || *c == '\f')) c++;
    if (c < eol && *c == '#') {
      const char *found = memmem(c, (size_t)(eol - c), "coding", 6);
      if (found && found + 7 < eol && (found[6] == ':' || found[6] == '=')) {
        const char *from = found + 7;
        while (from < eol && (*from == ' ' || *from == '\t')) from++;
        size_t n = 0;
        while (from + n < eol && n + 1 < sizeof last.encoding && is_encoding_char(from[n])) n++;
        memcpy(last.encoding, from, n);
        last.encoding[n] = 0;
        return;
      }
    } else if (c < eol && *c != '\r') return;
    p = eol + 1;
  }
}

static int load(Ctx *ctx, const char *name) {
  if (last.name && strcmp(last.name, name) == 0) return last.text != NULL;
  report_forget_sources();
  last.name = strdup(name);
  last.text = find_and_read(ctx, name, &last.size);
  if (last.text) find_encoding();
  return last.text != NULL;
}

Value report_source_line(Ctx *ctx, Value filename, int64_t line) {
  if (line < 1 || !kr_is_anystr(filename)) return 0;
  char *name = str_fs_dup(ctx, filename);
  if (!name || name[0] == '<' || !load(ctx, name)) {
    free(name);
    kr_clear_exc(ctx);
    return 0;
  }
  free(name);
  const char *p = last.text, *end = p + last.size;
  if (last.size >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) p += 3;
  for (; line > 1 && p < end; p++)
    if (*p == '\n' || (*p == '\r' && p + 1 < end && p[1] != '\n')) line--;
  if (p >= end) return 0;
  size_t n = 0;
  while (p + n < end && p[n] != '\n' && p[n] != '\r') n++;
  Value text = codec_decode(ctx, p, n, last.encoding, "replace");
  if (!text) kr_clear_exc(ctx);
  return text;
}
