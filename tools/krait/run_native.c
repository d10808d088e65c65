/* krait run --engine=native: builds an executable in a temporary folder, runs it and passes on how it
 * ended. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "commands.h"

#pragma weak cmd_build

static int wait_for(pid_t child) {
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 1;
  if (!WIFSIGNALED(status)) return WEXITSTATUS(status);
  signal(WTERMSIG(status), SIG_DFL);
  raise(WTERMSIG(status));
  return 128 + WTERMSIG(status);
}

/* The program sees the script's name as its own, as under python3. */
static int run_program(const char *program) {
  signal(SIGINT, SIG_IGN);
  pid_t child = fork();
  if (child < 0) {
    perror("krait: fork");
    return 1;
  }
  if (child) return wait_for(child);
  signal(SIGINT, SIG_DFL);
  execv(program, kr_runtime.argv);
  perror("krait: the program that was built can not be run");
  _exit(126);
}

int run_native(const Request *request) {
  if (request->kind != RUN_FILE || !cmd_build) {
    fputs("krait: --engine=native runs a program from a file\n", stderr);
    return 2;
  }
  const char *base = getenv("TMPDIR");
  char folder[512], program[600];
  snprintf(folder, sizeof folder, "%s/krait-XXXXXX", base && *base ? base : "/tmp");
  if (!mkdtemp(folder)) {
    perror("krait: no temporary folder");
    return 1;
  }
  snprintf(program, sizeof program, "%s/program", folder);
  char *build[] = {"build", (char *)request->what, "-o", program, NULL};
  int status = cmd_build(4, build);
  if (status == 0) status = run_program(program);
  unlink(program);
  rmdir(folder);
  return status;
}
