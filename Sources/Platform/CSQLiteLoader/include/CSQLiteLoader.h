/* SQLite, loaded when the first database is opened: linking it would make every start of the
   program pay for it. The types come from sqlite3.h, so they cannot drift. */
#ifndef CSQLITELOADER_H
#define CSQLITELOADER_H

#include <sqlite3.h>

/* The functions of SQLite that the database layer needs. X(name without sqlite3_) */
#define SQLITE_LIBRARY_FUNCTIONS(X) \
  X(bind_blob64) \
  X(bind_double) \
  X(bind_int64) \
  X(bind_null) \
  X(bind_parameter_count) \
  X(bind_text64) \
  X(busy_timeout) \
  X(changes64) \
  X(clear_bindings) \
  X(close_v2) \
  X(column_blob) \
  X(column_bytes) \
  X(column_count) \
  X(column_double) \
  X(column_int64) \
  X(column_type) \
  X(errmsg) \
  X(errstr) \
  X(exec) \
  X(extended_errcode) \
  X(file_control) \
  X(finalize) \
  X(get_autocommit) \
  X(last_insert_rowid) \
  X(libversion_number) \
  X(open_v2) \
  X(prepare_v3) \
  X(reset) \
  X(step) \
  X(wal_hook)

/* One pointer per function, called as `library.pointee.step(statement)`. */
typedef struct SQLiteLibrary {
#define SQLITE_LIBRARY_MEMBER(name) __typeof__(sqlite3_##name) *_Nonnull name;
  SQLITE_LIBRARY_FUNCTIONS(SQLITE_LIBRARY_MEMBER)
#undef SQLITE_LIBRARY_MEMBER
} SQLiteLibrary;

/* Returns the library, loading it the first time; NULL if it is missing or lacks a function. May be
   called from any thread. */
const SQLiteLibrary *_Nullable sqlite_library(void);

/* Returns what the dynamic loader said when sqlite_library returned NULL. */
const char *_Nonnull sqlite_library_failure(void);

/* Returns the file of a connection's write-ahead log, which is there once the connection has written
   and as long as it is open; NULL if there is none. */
static inline sqlite3_file *_Nullable sqlite_log(
    const SQLiteLibrary *_Nonnull library, sqlite3 *_Nonnull connection) {
  sqlite3_file *file = 0;
  int result = library->file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
  return result == SQLITE_OK && file && file->pMethods ? file : 0;
}

/* Waits until what was written to a file is on the disk; returns one of SQLite's codes. */
static inline int sqlite_log_synchronize(sqlite3_file *_Nonnull file) {
  return file->pMethods->xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
}

/* Tells SQLite to copy what is bound. */
static inline sqlite3_destructor_type _Nonnull sqlite_copying(void) { return SQLITE_TRANSIENT; }

#endif
