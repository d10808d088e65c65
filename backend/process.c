/* Running compilers. */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend.h"

extern char **environ;

int process_start(char *const *argv, bool verbose) {
  pid_t pid;
  if (verbose) {
    for (char *const *a = argv; *a; a++) fprintf(stderr, "%s%s", a == argv ? "" : " ", *a);
    fputc('\n', stderr);
  }
  int error = posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ);
  if (!error) return pid;
  errno = error;
  return -1;
}

int process_wait(int pid) {
  int status;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return 127;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool process_find(const char *program, char *path, size_t size) {
  if (strchr(program, '/')) return (size_t)snprintf(path, size, "%s", program) < size && access(program, X_OK) == 0;
  const char *folders = getenv("PATH");
  for (const char *p = folders ? folders : "/usr/bin:/bin"; *p;) {
    size_t n = strcspn(p, ":");
    snprintf(path, size, "%.*s/%s", (int)n, p, program);
    if (access(path, X_OK) == 0) return true;
    p += n + (p[n] == ':');
  }
  return false;
}

bool process_exists(const char *program) {
  char path[4096];
  return process_find(program, path, sizeof path);
}
