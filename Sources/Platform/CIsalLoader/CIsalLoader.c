#include "CIsalLoader.h"

#include <CDynamicLibrary.h>
#include <pthread.h>

static IsalLibrary library;
static int loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* No other number: it stands for the layout of the structures that callers allocate. */
static const char *const names[] = {"libisal.so.2", NULL};

#define FIND(name) {"isal_" #name, (void **)&library.name},
static const DynamicSymbol symbols[] = {ISAL_LIBRARY_FUNCTIONS(FIND) {NULL, NULL}};

static void load(void) {
  char failure[256];
  loaded = dynamic_library_open(names, symbols, failure, sizeof failure);
}

const IsalLibrary *isal_library(void) {
  pthread_once(&once, load);
  return loaded ? &library : NULL;
}
