#include "CDynamicLibrary.h"

#include <dlfcn.h>
#include <stdio.h>

static int give_up(char *failure, size_t size, const char *name, const char *fallback) {
  const char *said = dlerror();
  if (said)
    snprintf(failure, size, "%s", said);
  else
    snprintf(failure, size, "%s %s", name, fallback);
  return 0;
}

int dynamic_library_open(
    const char *const *names, const DynamicSymbol *symbols, char *failure, size_t failure_size) {
  void *handle = NULL;
  const char *const *name = names;
  while (*name && !(handle = dlopen(*name, RTLD_NOW | RTLD_LOCAL))) name++;
  if (!handle) return give_up(failure, failure_size, names[0], "cannot be opened");
  for (const DynamicSymbol *symbol = symbols; symbol->name; symbol++) {
    *symbol->place = dlsym(handle, symbol->name);
    if (*symbol->place) continue;
    give_up(failure, failure_size, symbol->name, "is not there");
    dlclose(handle);
    return 0;
  }
  return 1;
}
