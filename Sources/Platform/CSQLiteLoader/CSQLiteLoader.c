#include "CSQLiteLoader.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

static SQLiteLibrary library;
static int loaded;
static char failure[256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void keep_failure(const char *fallback) {
  const char *said = dlerror();
  snprintf(failure, sizeof failure, "%s", said ? said : fallback);
}

static void load(void) {
  void *handle = dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    keep_failure("libsqlite3.so.0 cannot be opened");
    return;
  }
#define SQLITE_LIBRARY_FIND(name) \
  *(void **)&library.name = dlsym(handle, "sqlite3_" #name); \
  if (!library.name) { \
    keep_failure("sqlite3_" #name " is not there"); \
    dlclose(handle); \
    return; \
  }
  SQLITE_LIBRARY_FUNCTIONS(SQLITE_LIBRARY_FIND)
  loaded = 1;
}

const SQLiteLibrary *sqlite_library(void) {
  pthread_once(&once, load);
  return loaded ? &library : NULL;
}

const char *sqlite_library_failure(void) { return failure; }
