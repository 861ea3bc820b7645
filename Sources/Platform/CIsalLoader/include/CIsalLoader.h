/* ISA-L's deflate, loaded when much is deflated: most commands deflate little or nothing. The types
   come from igzip_lib.h of the same version. */
#ifndef CISALLOADER_H
#define CISALLOADER_H

#include <isa-l/igzip_lib.h>

/* The functions of ISA-L that are used, in the order of the alphabet. X(name without isal_) */
#define ISAL_LIBRARY_FUNCTIONS(X) \
  X(create_hufftables) \
  X(deflate_set_hufftables) \
  X(deflate_stateless) \
  X(deflate_stateless_init) \
  X(update_histogram)

/* One pointer per function, called as `library.pointee.deflate_stateless(stream)`. */
typedef struct IsalLibrary {
#define ISAL_LIBRARY_MEMBER(name) __typeof__(isal_##name) *_Nonnull name;
  ISAL_LIBRARY_FUNCTIONS(ISAL_LIBRARY_MEMBER)
#undef ISAL_LIBRARY_MEMBER
} IsalLibrary;

/* Returns the library, loading it the first time; NULL if it is missing or lacks a function. May be
   called from any thread. */
const IsalLibrary *_Nullable isal_library(void);

#endif
