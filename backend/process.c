/* Running compilers. */
#include <errno.h>
#include <fcntl.h>
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

size_t process_output(char *const *argv, char *text, size_t size) {
  int ends[2];
  pid_t pid;
  size_t n = 0;
  if (pipe2(ends, O_CLOEXEC) < 0) return 0;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  int error = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  for (ssize_t got; !error && n < size && (got = read(ends[0], text + n, size - n)) > 0;) n += (size_t)got;
  close(ends[0]);
  if (!error) process_wait(pid);
  return n;
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
