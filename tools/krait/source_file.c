/* Reading source files; encodings other than UTF-8 and Latin-1 through iconv. */
#include "source_file.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_all(FILE *in, size_t *size) {
  size_t cap = 1 << 16, n = 0;
  char *bytes = malloc(cap);
  while (bytes) {
    n += fread(bytes + n, 1, cap - n, in);
    if (n < cap) break;
    char *more = realloc(bytes, cap *= 2);
    if (!more) free(bytes);
    bytes = more;
  }
  *size = n;
  return bytes;
}

static char *decode(const char *encoding, const char *bytes, size_t size, size_t *out_size) {
  iconv_t cd = iconv_open("UTF-8", encoding);
  if (cd == (iconv_t)-1) return NULL;
  size_t room = size * 4 + 16, left = room;
  char *out = malloc(room), *to = out, *from = (char *)bytes;
  bool fine = out && iconv(cd, &from, &size, &to, &left) != (size_t)-1;
  iconv_close(cd);
  if (!fine) {
    free(out);
    return NULL;
  }
  *out_size = room - left;
  return out;
}

bool source_file_read(const char *name, bool silent, SourceFile *out) {
  bool standard = !strcmp(name, "-");
  FILE *in = standard ? stdin : fopen(name, "rb");
  size_t size = 0;
  char *bytes = in ? read_all(in, &size) : NULL;
  bool fine = bytes && !ferror(in);
  if (!fine && !silent) fprintf(stderr, "krait: can't open file '%s': [Errno %d] %s\n", name, errno, strerror(errno));
  if (in && !standard) fclose(in);
  if (!fine) {
    free(bytes);
    return false;
  }
  *out = (SourceFile){.bytes = bytes};
  out->source = (Source){.filename = standard ? "<stdin>" : name, .bytes = bytes, .size = size, .mode = MODE_EXEC, .decode = decode};
  return true;
}

void source_file_free(SourceFile *f) { free(f->bytes); }
