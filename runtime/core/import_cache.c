/* Code kept in __pycache__/NAME.krait-311.krc.  A header says which source it belongs to, by time and
 * size or by hash (PEP 552), then comes what code_encode wrote.  Files are replaced in one step;
 * anything stale, damaged or foreign is ignored and written anew. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "import.h"

typedef struct {
  char magic[8];
  uint32_t flags;     /* HASHED, CHECKED */
  uint32_t reserved;
  uint64_t key[2];    /* mtime in nanoseconds and size, or the hash of the source */
} Header;

enum { HASHED = 1, CHECKED = 2 };
static const char magic[8] = "KRAIT11\n";

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
    n = snprintf(out, size, "%s%.*s%.*s.krait-311%s.krc", folder ? folder : "", folder_len, file, base_len, base, opt);
    free(folder);
  } else n = snprintf(out, size, "%.*s__pycache__/%.*s.krait-311%s.krc", folder_len, file, base_len, base, opt);
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

static void source_hash(const char *text, size_t n, uint64_t out[2]) { /* FNV-1a, twice */
  uint64_t a = 0xcbf29ce484222325ull, b = 0x84222325cbf29ce4ull;
  for (size_t i = 0; i < n; i++) {
    a = (a ^ (uint8_t)text[i]) * 0x100000001b3ull;
    b = (b ^ (uint8_t)text[i] ^ a >> 32) * 0x100000001b3ull;
  }
  out[0] = a, out[1] = b;
}

static int hash_file(const char *file, uint64_t out[2]) {
  FILE *in = fopen(file, "rb");
  char *text = NULL;
  size_t n = 0;
  FILE *copy = in ? open_memstream(&text, &n) : NULL;
  char buf[8192];
  for (size_t got; copy && (got = fread(buf, 1, sizeof buf, in)) > 0;) fwrite(buf, 1, got, copy);
  if (in) fclose(in);
  if (!copy || fclose(copy) != 0) return -1;
  source_hash(text, n, out);
  free(text);
  return 0;
}

static void time_key(const struct stat *st, uint64_t out[2]) {
  out[0] = (uint64_t)st->st_mtim.tv_sec * 1000000000u + (uint64_t)st->st_mtim.tv_nsec;
  out[1] = (uint64_t)st->st_size;
}

static int is_fresh(const Header *h, const char *file, const struct stat *st) {
  uint64_t key[2];
  if (memcmp(h->magic, magic, sizeof magic) != 0) return 0;
  if (h->flags & HASHED) {
    if (!(h->flags & CHECKED)) return 1;
    if (hash_file(file, key) < 0) return 0;
  } else time_key(st, key);
  return h->key[0] == key[0] && h->key[1] == key[1];
}

Value cache_read(Ctx *ctx, const char *file, const char *shown, const struct stat *st) {
  char name[PATH_MAX];
  size_t size;
  char *bytes = cache_name(ctx, file, name, sizeof name) == 0 ? read_whole(name, &size) : NULL;
  if (!bytes) return 0;
  Header header;
  memcpy(&header, bytes, sizeof header);
  Code *code = is_fresh(&header, file, st) ? code_decode(bytes + sizeof header, size - sizeof header) : NULL;
  free(bytes);
  if (!code) return 0;
  size_t n = strlen(shown);
  if (code_verify(code) || code->filename.len != n || memcmp(code->filename.text, shown, n) != 0) {
    code_free(code);
    return 0;
  }
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
static void replace_file(char *name, const Header *header, const char *bytes, size_t n) {
  char temporary[PATH_MAX];
  if (snprintf(temporary, sizeof temporary, "%s.%ld", name, (long)getpid()) >= (int)sizeof temporary) return;
  int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) {
    make_folders(name);
    fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  }
  if (fd < 0) return;
  int ok = write_all(fd, header, sizeof *header) == 0 && write_all(fd, bytes, n) == 0;
  if (close(fd) != 0 || !ok || rename(temporary, name) != 0) unlink(temporary);
}

void cache_write(Ctx *ctx, const char *file, const struct stat *st, Value code) {
  char name[PATH_MAX];
  Value off = kr_sys_get(ctx, "dont_write_bytecode");
  if (!off || (off != KR_ABSENT && kr_truth(ctx, off) != 0) || cache_name(ctx, file, name, sizeof name) < 0) {
    kr_clear_exc(ctx);
    return;
  }
  Header header = {.flags = getenv("SOURCE_DATE_EPOCH") ? HASHED | CHECKED : 0};
  memcpy(header.magic, magic, sizeof magic);
  if (header.flags & HASHED) {
    if (hash_file(file, header.key) < 0) return;
  } else time_key(st, header.key);
  size_t n;
  char *bytes = code_encode(((CodeObj *)kr_obj(code))->code, &n);
  if (bytes) replace_file(name, &header, bytes, n);
  free(bytes);
}
