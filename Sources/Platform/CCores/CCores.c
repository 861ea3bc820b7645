#define _GNU_SOURCE
#include "CCores.h"

#include <sched.h>
#include <unistd.h>

int usable_core_count(void) {
  cpu_set_t cores;
  long count = sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores)
                                                               : sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : (int)count;
}
