/* The build cache: objects by the content of what they were compiled from.
 *
 * A key covers everything that an object depends on: the C text, the compiler (its file, size and time, and
 * what it says of itself, since the file may be ccache's or a script), variables that lead it elsewhere, the
 * flags and the runtime's headers.  Objects lie in $XDG_CACHE_HOME/krait/objects (~/.cache/krait), each
 * written under another name first, so that a reader sees whole files only.  Nothing here is an error: a
 * cache that can not be read or written is no cache.  When it grows too large, what was not used for longest
 * goes. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend.h"

enum { NAME_SIZE = 33, FILE_SIZE = PATH_MAX + 100 };
#define MAX_SIZE ((uint64_t)1 << 30)

/* ---- keys: FNV-1a of 128 bits ---- */

typedef unsigned __int128 Hash;
static const Hash fnv_start = (Hash)0x6c62272e07bb0142 << 64 | 0x62b821756295c58d;
static const Hash fnv_prime = (Hash)1 << 88 | 0x13b;

static Hash hash_bytes(Hash h, const void *bytes, size_t n) {
  for (const unsigned char *p = bytes; n--; p++) h = (h ^ *p) * fnv_prime;
  return h;
}

static Hash hash_text(Hash h, const char *text) { return hash_bytes(h, text, strlen(text) + 1); }

static Hash hash_file(Hash h, const char *path) {
  char block[1 << 16];
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return h;
  for (ssize_t n; (n = read(fd, block, sizeof block)) > 0;) h = hash_bytes(h, block, (size_t)n);
  close(fd);
  return h;
}

/* The sum does not depend on the order in which the folder lists them. */
static Hash hash_headers(const char *folder) {
  Hash sum = 0;
  DIR *dir = opendir(folder);
  for (struct dirent *e; dir && (e = readdir(dir));) {
    const char *dot = strrchr(e->d_name, '.');
    if (!dot || (strcmp(dot, ".h") && strcmp(dot, ".def"))) continue;
    char path[4400 + 256];
    snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
    sum += hash_file(hash_text(fnv_start, e->d_name), path);
  }
  if (dir) closedir(dir);
  return sum;
}

/* The program that a command's name stands for, as a file of a certain size and time and by its version. */
static Hash hash_compiler(Hash h, const char *cc) {
  static const char *const variables[] = {"CPATH", "C_INCLUDE_PATH", "COMPILER_PATH", "GCC_EXEC_PREFIX", "CCC_OVERRIDE_OPTIONS"};
  char path[PATH_MAX], version[1000];
  const char *const ask[] = {cc, "--version", NULL};
  struct stat st;
  h = hash_text(h, cc);
  for (size_t k = 0; k < sizeof variables / sizeof *variables; k++) {
    const char *value = getenv(variables[k]);
    h = hash_text(h, value ? value : "");
  }
  h = hash_bytes(h, version, process_output((char *const *)ask, version, sizeof version));
  if (!process_find(cc, path, sizeof path) || stat(path, &st) < 0) return h;
  int64_t facts[] = {st.st_size, st.st_mtim.tv_sec, st.st_mtim.tv_nsec};
  return hash_bytes(hash_text(h, path), facts, sizeof facts);
}

/* ---- the folder ---- */

const char *cache_folder(void) {
  static char folder[PATH_MAX];
  const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  if (base && base[0] == '/') snprintf(folder, sizeof folder, "%s/krait", base);
  else if (home && home[0] == '/' && access(home, W_OK) == 0) snprintf(folder, sizeof folder, "%s/.cache/krait", home);
  else return NULL;
  return strlen(folder) < sizeof folder - 100 ? folder : NULL;
}

static int make_folders(const char *path) {
  char part[PATH_MAX];
  snprintf(part, sizeof part, "%s", path);
  for (char *p = part + 1;; p++) {
    char c = *p;
    if (c && c != '/') continue;
    *p = 0;
    if (mkdir(part, 0777) < 0 && errno != EEXIST) return -1;
    if (!(*p = c)) return 0;
  }
}

void cache_open(BuildCache *c, const char *cc, const BuildPaths *paths, bool debug) {
  const char *folder = cache_folder(), *off = getenv("KRAIT_CACHE");
  char headers[4200];
  c->folder[0] = 0;
  if (!folder || (off && !strcmp(off, "off"))) return;
  snprintf(c->folder, sizeof c->folder, "%s/objects", folder);
  if (make_folders(c->folder) < 0) c->folder[0] = 0;
  c->base = hash_compiler(fnv_start, cc);
  if (debug && getcwd(headers, sizeof headers)) c->base = hash_text(c->base, headers);
  static const char *const parts[] = {"runtime", "ir"};
  for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
    snprintf(headers, sizeof headers, "%s/%s", paths->include, parts[k]);
    Hash h = hash_headers(headers);
    c->base = hash_bytes(c->base, &h, sizeof h);
  }
}

/* ---- objects ---- */

static void object_path(const BuildCache *c, const char *source, const char *const *flags, char *out, size_t size) {
  Hash h = c->base;
  for (; *flags; flags++) h = hash_text(h, *flags);
  h = hash_file(h, source);
  snprintf(out, size, "%s/%016llx%016llx", c->folder, (unsigned long long)(h >> 64), (unsigned long long)h);
}

static bool copy_file(const char *from, const char *to) {
  char block[1 << 16];
  int in = open(from, O_RDONLY | O_CLOEXEC), out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  ssize_t n = -1;
  while (out >= 0 && (n = read(in, block, sizeof block)) > 0)
    if (write(out, block, (size_t)n) != n) {
      n = -1;
      break;
    }
  if (in >= 0) close(in);
  if (out >= 0) close(out);
  return n == 0;
}

bool cache_fetch(const BuildCache *c, const char *source, const char *const *flags, const char *object) {
  char path[FILE_SIZE];
  if (!c->folder[0]) return false;
  object_path(c, source, flags, path, sizeof path);
  if (!copy_file(path, object)) return false;
  utimensat(AT_FDCWD, path, NULL, 0); /* used last now */
  return true;
}

void cache_store(const BuildCache *c, const char *source, const char *const *flags, const char *object) {
  char path[FILE_SIZE], temporary[FILE_SIZE + 40];
  if (!c->folder[0]) return;
  object_path(c, source, flags, path, sizeof path);
  snprintf(temporary, sizeof temporary, "%s.%ld.tmp", path, (long)getpid());
  if (!copy_file(object, temporary) || rename(temporary, path) < 0) unlink(temporary);
  if (path[strlen(path) - 1] == '0' || path[strlen(path) - 1] == '8') cache_trim(MAX_SIZE);
}

/* ---- what lies there ---- */

typedef struct { char name[NAME_SIZE + 32]; uint64_t size; struct timespec used; } Entry;

static Entry *list_entries(const char *folder, size_t *n) {
  Entry *entries = NULL;
  size_t cap = 0;
  DIR *dir = opendir(folder);
  *n = 0;
  for (struct dirent *e; dir && (e = readdir(dir));) {
    struct stat st;
    if (fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(st.st_mode)) continue;
    if (strlen(e->d_name) >= sizeof entries->name) continue;
    if (*n == cap) entries = realloc(entries, (cap = cap ? 2 * cap : 256) * sizeof *entries);
    Entry *entry = &entries[(*n)++];
    strcpy(entry->name, e->d_name);
    entry->size = (uint64_t)st.st_size;
    entry->used = st.st_mtim;
  }
  if (dir) closedir(dir);
  return entries;
}

static int by_use(const void *a, const void *b) {
  const struct timespec *x = &((const Entry *)a)->used, *y = &((const Entry *)b)->used;
  if (x->tv_sec != y->tv_sec) return x->tv_sec < y->tv_sec ? -1 : 1;
  return (x->tv_nsec > y->tv_nsec) - (x->tv_nsec < y->tv_nsec);
}

static Entry *all_entries(char *folder, size_t size, size_t *n) {
  *n = 0;
  if (!cache_folder()) return NULL;
  snprintf(folder, size, "%s/objects", cache_folder());
  return list_entries(folder, n);
}

void cache_info(size_t *files, uint64_t *bytes) {
  char folder[PATH_MAX];
  Entry *entries = all_entries(folder, sizeof folder, files);
  *bytes = 0;
  for (size_t k = 0; k < *files; k++) *bytes += entries[k].size;
  free(entries);
}

int cache_trim(uint64_t limit) {
  char folder[PATH_MAX], path[FILE_SIZE];
  size_t n;
  uint64_t total = 0;
  int failed = 0;
  Entry *entries = all_entries(folder, sizeof folder, &n);
  for (size_t k = 0; k < n; k++) total += entries[k].size;
  if (n) qsort(entries, n, sizeof *entries, by_use);
  for (size_t k = 0; k < n && (total > limit || limit == 0); k++) {
    snprintf(path, sizeof path, "%s/%s", folder, entries[k].name);
    if (unlink(path) < 0 && errno != ENOENT) failed = -1;
    total -= entries[k].size;
  }
  free(entries);
  return failed;
}
