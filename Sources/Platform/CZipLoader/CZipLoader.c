#include "CZipLoader.h"

#include <CDynamicLibrary.h>
#include <pthread.h>

static ZipLibrary library;
static int loaded;
static char failure[256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Distributions number the same interface differently: 4 on Debian 12, 5 on later ones. */
static const char *const names[] = {"libzip.so.5", "libzip.so.4", "libzip.so", NULL};

#define FIND(name) {"zip_" #name, (void **)&library.name},
static const DynamicSymbol symbols[] = {ZIP_LIBRARY_FUNCTIONS(FIND) {NULL, NULL}};

static void load(void) {
  loaded = dynamic_library_open(names, symbols, failure, sizeof failure);
}

const ZipLibrary *zip_library(void) {
  pthread_once(&once, load);
  return loaded ? &library : NULL;
}

const char *zip_library_failure(void) { return failure; }
