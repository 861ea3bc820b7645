#include "CMappingGuard.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAPPING_COUNT_MAX 1024

/* A mapping is watched while its start is not zero; the length is set before and stays after. */
struct mapping {
  _Atomic uintptr_t start;
  _Atomic size_t byte_count;
  atomic_bool is_taken;
  atomic_bool was_cut;
};

static struct mapping mappings[MAPPING_COUNT_MAX];
static uintptr_t page_byte_count;
static struct sigaction action_before;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Only calls that a signal handler may make. */
static void put_zeros(int signal, siginfo_t *info, void *context) {
  uintptr_t address = (uintptr_t)info->si_addr;
  for (int number = 0; number < MAPPING_COUNT_MAX; number++) {
    struct mapping *mapping = &mappings[number];
    uintptr_t start = atomic_load(&mapping->start);
    if (start == 0 || address < start || address - start >= atomic_load(&mapping->byte_count))
      continue;
    void *page = (void *)(address & ~(page_byte_count - 1));
    /* Writable, because it may be the end that is about to be kept. */
    void *put = mmap(page, page_byte_count, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (put == MAP_FAILED) break;
    atomic_store(&mapping->was_cut, true);
    return;
  }
  /* Not ours: whatever was to be done before is done when the instruction is tried again. */
  (void)signal;
  (void)context;
  sigaction(SIGBUS, &action_before, NULL);
}

static void install(void) {
  page_byte_count = (uintptr_t)sysconf(_SC_PAGESIZE);
  struct sigaction action = {0};
  action.sa_sigaction = put_zeros;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, &action_before);
}

int mapping_guard_begin(const void *start, size_t byte_count) {
  pthread_once(&once, install);
  for (int number = 0; number < MAPPING_COUNT_MAX; number++) {
    struct mapping *mapping = &mappings[number];
    if (atomic_exchange(&mapping->is_taken, true)) continue;
    atomic_store(&mapping->was_cut, false);
    atomic_store(&mapping->byte_count, byte_count);
    atomic_store(&mapping->start, (uintptr_t)start);
    return number;
  }
  return -1;
}

bool mapping_guard_was_cut(int number) {
  if (number < 0) return false;
  struct mapping *mapping = &mappings[number];
  const volatile char *start = (const volatile char *)atomic_load(&mapping->start);
  (void)start[atomic_load(&mapping->byte_count) - 1];
  return atomic_load(&mapping->was_cut);
}

void mapping_guard_keep_end(void *start, size_t byte_count) {
  volatile char *last = (volatile char *)start + byte_count - 1;
  void *page = (void *)((uintptr_t)last & ~(page_byte_count - 1));
  /* It stays writable, although nobody writes: to take that back costs as much as to read a page. */
  if (mprotect(page, page_byte_count, PROT_READ | PROT_WRITE) == 0) *last = *last;
}

void mapping_guard_end(int number) {
  if (number < 0) return;
  atomic_store(&mappings[number].start, 0);
  atomic_store(&mappings[number].is_taken, false);
}
