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

bool process_exists(const char *program) {
  if (strchr(program, '/')) return access(program, X_OK) == 0;
  const char *path = getenv("PATH");
  for (const char *p = path ? path : "/usr/bin:/bin"; *p;) {
    size_t n = strcspn(p, ":");
    char file[4096];
    snprintf(file, sizeof file, "%.*s/%s", (int)n, p, program);
    if (access(file, X_OK) == 0) return true;
    p += n + (p[n] == ':');
  }
  return false;
}
