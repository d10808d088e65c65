/* What the files of the posix module share. */
#ifndef KRAIT_POSIX_H
#define KRAIT_POSIX_H

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../api.h"
#include "../threads.h"

/* A path argument: a name, or a file descriptor where the function takes one. */
typedef struct {
  Value object;   /* as given, borrowed: for error messages */
  char *name;     /* malloc'ed, NULL when fd is used or None was given */
  int fd;         /* -1: none */
  int is_bytes;   /* results are bytes too */
} Path;

enum { PATH_FD = 1, PATH_NONE = 2 };
/* -1: raised; function is for messages.  path_free afterwards. */
int path_arg(Ctx *, Value v, const char *function, const char *argument, int allowed, Path *out);
void path_free(Path *);
int posix_dir_fd(Ctx *, Value v, int *out);          /* None or 0: AT_FDCWD */
int posix_fd(Ctx *, Value v, int *out);              /* an int, or an object with fileno() */
int posix_flag(Ctx *, Value v, int fallback);        /* truth of an optional argument, -1 raised */
Value posix_error(Ctx *, Value filename);            /* OSError from errno; filename or 0 */
Value posix_error2(Ctx *, Value first, Value second);
Value posix_done(Ctx *, int result, Value filename); /* None, or the error when result < 0 */
Value posix_text(Ctx *, const char *s, size_t n, int as_bytes);
int posix_uid(Ctx *, Value v, uint32_t *out);        /* -1 is allowed */
int posix_add(Ctx *, Value module, const Method *);
/* Repeat a system call that a signal interrupted, unless a handler raised. */
#define RETRY(ctx, result, call)                                                                   \
  do {                                                                                             \
    kr_wait_begin(ctx);                                                                            \
    result = (call);                                                                               \
    kr_wait_end(ctx);                                                                              \
  } while ((result) < 0 && errno == EINTR && kr_poll(ctx) == 0)

extern const Method posix_stat_methods[], posix_dir_methods[], posix_path_methods[], posix_fd_methods[],
  posix_process_methods[], posix_id_methods[];
int posix_stat_init(Ctx *, Value module);            /* adds stat_result and the like */
int posix_fd_init(Ctx *, Value module);
int posix_process_init(Ctx *, Value module);
Value posix_stat_of(Ctx *, const struct stat *);
Value posix_stat_at(Ctx *, int dir_fd, const char *name, int flags, Value filename);

#endif
