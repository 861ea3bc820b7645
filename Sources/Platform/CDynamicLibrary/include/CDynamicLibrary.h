/* A shared library of which named functions are wanted, opened when the first of them is.

   Linking a library makes every start of the program pay for it and for what it pulls in; what only
   some commands need is therefore loaded by them. */
#ifndef CDYNAMICLIBRARY_H
#define CDYNAMICLIBRARY_H

#include <stddef.h>

/* A function by its name in the library, and where its address goes. */
typedef struct DynamicSymbol {
  const char *_Nullable name;
  void *_Nullable *_Nullable place;
} DynamicSymbol;

/* Opens the first of `names` that is there and finds all of `symbols`; both lists end with NULL.
   Returns 1, or 0 with the dynamic loader's reason in `failure`, in which case nothing stays open.
   Call it once; the library then stays as long as the process. */
int dynamic_library_open(
    const char *_Nullable const *_Nonnull names, const DynamicSymbol *_Nonnull symbols,
    char *_Nonnull failure, size_t failure_size);

#endif
