// How many processors this process may use.
#define _GNU_SOURCE
#include <sched.h>

#include "include/kernels.h"

int encodings_processor_count(void) {
  cpu_set_t mask;
  if (sched_getaffinity(0, sizeof mask, &mask) != 0) return 1;
  int count = CPU_COUNT(&mask);
  return count > 0 ? count : 1;
}
