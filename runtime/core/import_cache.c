/* Code kept in __pycache__/NAME.krait-311.pyc, in the format that importlib, py_compile and compileall read and
 * write too (PEP 552): a header that says which source it belongs to, by time and size or by hash, then the
 * code as marshal has it.  What this file writes ends with the source's time to the nanosecond, so that two
 * changes within a second are told apart.  Files are replaced in one step; anything stale, damaged or foreign
 * is ignored and written anew. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "import.h"

enum { HASHED = 1, CHECKED = 2 };                       /* Header.flags */
enum { CODE_LETTER = 'K', REF_FLAG = 0x80 }; /* of marshal */

typedef struct {
  uint16_t magic;
  char line_end[2];
  uint32_t flags;
  union {
    struct { uint32_t mtime, size; };
    uint64_t hash;
  };
} Header;

uint16_t cache_magic(void) { return (uint16_t)code_build_id(); }

/* Name of the cache file: beside the source, or under sys.pycache_prefix. */
static int cache_name(Ctx *ctx, const char *file, char *out, size_t size) {
  char opt[16] = "";
  const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file, *dot = strrchr(base, '.');
  int folder_len = (int)(base - file), base_len = (int)(dot ? dot - base : (long)strlen(base));
  if (kr_runtime.flags.optimize) snprintf(opt, sizeof opt, ".opt-%d", kr_runtime.flags.optimize);
  Value prefix = kr_sys_get(ctx, "pycache_prefix");
  int n;
  if (prefix && prefix != KR_ABSENT && kr_is_anystr(prefix)) {
    char *folder = str_fs_dup(ctx, prefix);
    n = snprintf(out, size, "%s%.*s%.*s.krait-311%s.pyc", folder ? folder : "", folder_len, file, base_len, base, opt);
    free(folder);
  } else n = snprintf(out, size, "%.*s__pycache__/%.*s.krait-311%s.pyc", folder_len, file, base_len, base, opt);
  kr_clear_exc(ctx);
  return n > 0 && n < (int)size ? 0 : -1;
}

static char *read_whole(const char *name, size_t *size) {
  int fd = open(name, O_RDONLY | O_CLOEXEC);
  struct stat st;
  if (fd < 0) return NULL;
  char *bytes = fstat(fd, &st) == 0 && st.st_size > (off_t)sizeof(Header) ? malloc((size_t)st.st_size) : NULL;
  size_t n = 0;
  while (bytes && n < (size_t)st.st_size) {
    ssize_t got = read(fd, bytes + n, (size_t)st.st_size - n);
    if (got <= 0) break;
    n += (size_t)got;
  }
  close(fd);
  if (bytes && n == (size_t)st.st_size) {
    *size = n;
    return bytes;
  }
  free(bytes);
  return NULL;
}

uint64_t cache_source_hash(uint64_t key, const void *text, size_t n) { /* FNV-1a */
  uint64_t h = 0xcbf29ce484222325ull ^ key;
  for (size_t i = 0; i < n; i++) h = (h ^ ((const uint8_t *)text)[i]) * 0x100000001b3ull;
  return h;
}

static int hash_file(const char *file, uint64_t *out) {
  FILE *in = fopen(file, "rb");
  char *text = NULL;
  size_t n = 0;
  FILE *copy = in ? open_memstream(&text, &n) : NULL;
  char buf[8192];
  for (size_t got; copy && (got = fread(buf, 1, sizeof buf, in)) > 0;) fwrite(buf, 1, got, copy);
  if (in) fclose(in);
  if (!copy || fclose(copy) != 0) return -1;
  *out = cache_source_hash(cache_magic() | '\r' << 16 | '\n' << 24, text, n); /* importlib's key */
  free(text);
  return 0;
}

static uint64_t nanoseconds(const struct stat *st) {
  return (uint64_t)st->st_mtim.tv_sec * 1000000000u + (uint64_t)st->st_mtim.tv_nsec;
}

static int is_fresh(const Header *h, const char *file, const struct stat *st) {
  uint64_t hash;
  if (h->magic != cache_magic() || h->line_end[0] != '\r' || h->line_end[1] != '\n') return 0;
  if (!(h->flags & HASHED)) return h->mtime == (uint32_t)st->st_mtim.tv_sec && h->size == (uint32_t)st->st_size;
  if (!(h->flags & CHECKED)) return 1;
  return hash_file(file, &hash) == 0 && h->hash == hash;
}

/* The code in what follows the header; NULL: it is no code, or older than the source by less than a second. */
static Code *decode(const Header *h, const uint8_t *bytes, size_t n, const struct stat *st) {
  uint32_t size;
  uint64_t written;
  if (n < 5 || (bytes[0] & ~REF_FLAG) != CODE_LETTER) return NULL;
  memcpy(&size, bytes + 1, sizeof size);
  if (size > n - 5) return NULL;
  if (!(h->flags & HASHED) && n - 5 - size == sizeof written) {
    memcpy(&written, bytes + 5 + size, sizeof written);
    if (written != nanoseconds(st)) return NULL;
  }
  return code_decode((const char *)bytes + 5, size);
}

Value cache_read(Ctx *ctx, const char *file, const char *shown, const struct stat *st) {
  char name[PATH_MAX];
  size_t size;
  char *bytes = cache_name(ctx, file, name, sizeof name) == 0 ? read_whole(name, &size) : NULL;
  if (!bytes) return 0;
  Header header;
  memcpy(&header, bytes, sizeof header);
  Code *code = is_fresh(&header, file, st) ? decode(&header, (const uint8_t *)bytes + sizeof header, size - sizeof header, st) : NULL;
  free(bytes);
  if (!code) return 0;
  if (code_verify(code)) {
    code_free(code);
    return 0;
  }
  if (strcmp(code->filename.text, shown)) code_rename_file(code, shown);
  Value v = code_wrap(ctx, code);
  if (!v) kr_clear_exc(ctx);
  return v;
}

/* Makes the folders that lead to a file. */
static void make_folders(char *name) {
  for (char *p = strchr(name + 1, '/'); p; p = strchr(p + 1, '/')) {
    *p = 0;
    mkdir(name, 0777);
    *p = '/';
  }
}

static int write_all(int fd, const void *bytes, size_t n) {
  for (size_t at = 0; at < n;) {
    ssize_t w = write(fd, (const char *)bytes + at, n - at);
    if (w <= 0) return -1;
    at += (size_t)w;
  }
  return 0;
}

/* Writes beside the final name, then renames: readers see the old file or the whole new one. */
static void replace_file(char *name, const char *bytes, size_t n) {
  char temporary[PATH_MAX];
  if (snprintf(temporary, sizeof temporary, "%s.%ld", name, (long)getpid()) >= (int)sizeof temporary) return;
  int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) {
    make_folders(name);
    fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  }
  if (fd < 0) return;
  int ok = write_all(fd, bytes, n) == 0;
  if (close(fd) != 0 || !ok || rename(temporary, name) != 0) unlink(temporary);
}

static char *whole_file(const Header *h, const char *code, size_t n, const struct stat *st, size_t *total) {
  uint32_t size = (uint32_t)n;
  uint64_t written = nanoseconds(st);
  char *text = n <= INT32_MAX ? malloc(sizeof *h + 5 + n + sizeof written) : NULL, *at = text;
  if (!text) return NULL;
  at = mempcpy(at, h, sizeof *h);
  *at++ = CODE_LETTER;
  at = mempcpy(at, &size, sizeof size);
  at = mempcpy(at, code, n);
  if (!(h->flags & HASHED)) at = mempcpy(at, &written, sizeof written);
  *total = (size_t)(at - text);
  return text;
}

void cache_write(Ctx *ctx, const char *file, const struct stat *st, Value code) {
  char name[PATH_MAX];
  Value off = kr_sys_get(ctx, "dont_write_bytecode");
  if (!off || (off != KR_ABSENT && kr_truth(ctx, off) != 0) || cache_name(ctx, file, name, sizeof name) < 0) {
    kr_clear_exc(ctx);
    return;
  }
  Header header = {.magic = cache_magic(), .line_end = "\r\n", .flags = getenv("SOURCE_DATE_EPOCH") ? HASHED | CHECKED : 0};
  if (header.flags & HASHED) {
    if (hash_file(file, &header.hash) < 0) return;
  } else {
    header.mtime = (uint32_t)st->st_mtim.tv_sec;
    header.size = (uint32_t)st->st_size;
  }
  size_t n, total;
  char *bytes = code_encode(((CodeObj *)kr_obj(code))->code, &n), *text = bytes ? whole_file(&header, bytes, n, st, &total) : NULL;
  if (text) replace_file(name, text, total);
  free(bytes);
  free(text);
}
