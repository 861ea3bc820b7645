#include "CSQLiteLoader.h"

#include <CDynamicLibrary.h>
#include <pthread.h>

static SQLiteLibrary library;
static int loaded;
static char failure[256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const char *const names[] = {"libsqlite3.so.0", NULL};

#define FIND(name) {"sqlite3_" #name, (void **)&library.name},
static const DynamicSymbol symbols[] = {SQLITE_LIBRARY_FUNCTIONS(FIND) {NULL, NULL}};

static void load(void) {
  loaded = dynamic_library_open(names, symbols, failure, sizeof failure);
}

const SQLiteLibrary *sqlite_library(void) {
  pthread_once(&once, load);
  return loaded ? &library : NULL;
}

const char *sqlite_library_failure(void) { return failure; }
