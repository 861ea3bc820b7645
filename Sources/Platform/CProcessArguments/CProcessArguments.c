#include "CProcessArguments.h"

static int count;
static char **values;

/* The C library of GNU hands the arguments of main to whatever runs before it. */
__attribute__((constructor)) static void remember(int argument_count, char **arguments) {
  count = argument_count;
  values = arguments;
}

int process_argument_count(void) { return count; }

const char *process_argument(int place) { return values[place]; }

/* The function of Swift's runtime that looks through the maps of memory for them is not linked then. */
char **_swift_stdlib_getUnsafeArgvArgc(int *argument_count) {
  *argument_count = count;
  return values;
}
