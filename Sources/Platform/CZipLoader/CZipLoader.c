#include "CZipLoader.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

static ZipLibrary library;
static int loaded;
static char failure[256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void keep_failure(const char *fallback) {
  const char *said = dlerror();
  snprintf(failure, sizeof failure, "%s", said ? said : fallback);
}

/* Distributions number the same interface differently: 4 on Debian 12, 5 on later ones. */
static void *open_library(void) {
  void *handle = dlopen("libzip.so.5", RTLD_NOW | RTLD_LOCAL);
  if (!handle) handle = dlopen("libzip.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!handle) handle = dlopen("libzip.so", RTLD_NOW | RTLD_LOCAL);
  return handle;
}

static void load(void) {
  void *handle = open_library();
  if (!handle) {
    keep_failure("libzip.so cannot be opened");
    return;
  }
#define ZIP_LIBRARY_FIND(name) \
  *(void **)&library.name = dlsym(handle, "zip_" #name); \
  if (!library.name) { \
    keep_failure("zip_" #name " is not there"); \
    dlclose(handle); \
    return; \
  }
  ZIP_LIBRARY_FUNCTIONS(ZIP_LIBRARY_FIND)
  loaded = 1;
}

const ZipLibrary *zip_library(void) {
  pthread_once(&once, load);
  return loaded ? &library : NULL;
}

const char *zip_library_failure(void) { return failure; }
