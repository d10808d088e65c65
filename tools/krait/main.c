/* The krait command: finds the subcommand and hands over. */
#include <stdio.h>

int main(int argc, char **argv) {
  (void)argc, (void)argv;
  puts("krait " KRAIT_VERSION);
  return 0;
}
