/* libzip, loaded when the first bundle is touched: linking it would make every start of the program
   pay for it and for what it pulls in. The types come from zip.h, so they cannot drift. */
#ifndef CZIPLOADER_H
#define CZIPLOADER_H

#include <zip.h>

/* The functions of libzip that bundles need, in the order of the alphabet. X(name without zip_) */
#define ZIP_LIBRARY_FUNCTIONS(X) \
  X(close) \
  X(dir_add) \
  X(discard) \
  X(error_code_zip) \
  X(error_fini) \
  X(error_init) \
  X(error_strerror) \
  X(fclose) \
  X(file_add) \
  X(file_get_error) \
  X(file_get_external_attributes) \
  X(file_set_dostime) \
  X(file_set_external_attributes) \
  X(fopen_index) \
  X(fread) \
  X(get_error) \
  X(get_name) \
  X(get_num_entries) \
  X(open_from_source) \
  X(set_file_compression) \
  X(source_buffer_create) \
  X(source_close) \
  X(source_free) \
  X(source_keep) \
  X(source_open) \
  X(source_read) \
  X(source_seek) \
  X(source_tell) \
  X(stat_index)

/* One pointer per function, called as `library.pointee.close(archive)`. */
typedef struct ZipLibrary {
#define ZIP_LIBRARY_MEMBER(name) __typeof__(zip_##name) *_Nonnull name;
  ZIP_LIBRARY_FUNCTIONS(ZIP_LIBRARY_MEMBER)
#undef ZIP_LIBRARY_MEMBER
} ZipLibrary;

/* Returns the library, loading it the first time; NULL if it is missing or lacks a function. May be
   called from any thread. */
const ZipLibrary *_Nullable zip_library(void);

/* Returns what the dynamic loader said when zip_library returned NULL. */
const char *_Nonnull zip_library_failure(void);

#endif
