// A signal handler, which Swift cannot be: it may take no lock, allocate nothing and call no runtime.

#include "mapping_guard.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum { GUARDS = 1024 };

// A guard is free while its length is 0. The length is written last and cleared first.
static struct {
  atomic_uintptr_t base;
  atomic_size_t length;
  atomic_bool failed;
} guards[GUARDS];

static pthread_mutex_t changes = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static uintptr_t page_size;
static struct sigaction previous;

// Puts zeros in the place of the unreadable page and of everything behind it, and lets the thread read on.
static bool mend(uintptr_t address) {
  for (int guard = 0; guard < GUARDS; guard++) {
    const size_t length = atomic_load(&guards[guard].length);
    const uintptr_t base = atomic_load(&guards[guard].base);
    // A guard that is given away and taken anew meanwhile is not that of the mapping which is being read.
    if (length == 0 || length != atomic_load(&guards[guard].length)) continue;
    if (address < base || address - base >= length) continue;
    atomic_store(&guards[guard].failed, true);
    const uintptr_t page = address & ~(page_size - 1);
    return mmap((void *)page, base + length - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) !=
           MAP_FAILED;
  }
  return false;
}

static void on_bus_error(int number, siginfo_t *information, void *context) {
  const int kept = errno;
  const bool is_sent = information->si_code <= 0;
  if (is_sent || !mend((uintptr_t)information->si_addr)) {
    // Not ours: what would have happened without us happens when the instruction is tried again, or here.
    sigaction(number, &previous, NULL);
    if (is_sent) raise(number);
  }
  errno = kept;
  (void)context;
}

static void install(void) {
  page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, &previous);
}

int enc_guard_add(const void *base, size_t length) {
  pthread_once(&once, install);
  int found = -1;
  pthread_mutex_lock(&changes);
  for (int guard = 0; guard < GUARDS && found < 0 && length > 0; guard++) {
    if (atomic_load(&guards[guard].length) != 0) continue;
    atomic_store(&guards[guard].failed, false);
    atomic_store(&guards[guard].base, (uintptr_t)base);
    atomic_store(&guards[guard].length, length);
    found = guard;
  }
  pthread_mutex_unlock(&changes);
  return found;
}

void enc_guard_remove(int guard) {
  if (guard >= 0 && guard < GUARDS) atomic_store(&guards[guard].length, 0);
}

bool enc_guard_is_whole(int guard) {
  return guard < 0 || guard >= GUARDS || !atomic_load(&guards[guard].failed);
}
