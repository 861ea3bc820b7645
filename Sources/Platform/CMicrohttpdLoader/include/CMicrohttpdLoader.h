/* GNU libmicrohttpd, loaded when a server starts: linking it would make every start of the program
   pay for it and for the TLS library that it pulls in. The types come from microhttpd.h, so they
   cannot drift. */
#ifndef CMICROHTTPDLOADER_H
#define CMICROHTTPDLOADER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <microhttpd.h>

/* The functions that a server needs, in the order of the alphabet. X(name without MHD_) */
#define MICROHTTPD_FUNCTIONS(X) \
  X(add_response_header) \
  X(create_response_from_buffer) \
  X(create_response_from_callback) \
  X(destroy_response) \
  X(get_connection_info) \
  X(get_connection_values_n) \
  X(is_feature_supported) \
  X(queue_response) \
  X(quiesce_daemon) \
  X(resume_connection) \
  X(start_daemon) \
  X(stop_daemon) \
  X(suspend_connection)

/* One pointer per function, called as `library.pointee.stop_daemon(daemon)`; those that take a
   variable list are called by the functions below. */
typedef struct MicrohttpdLibrary {
#define MICROHTTPD_MEMBER(name) __typeof__(MHD_##name) *_Nonnull name;
  MICROHTTPD_FUNCTIONS(MICROHTTPD_MEMBER)
#undef MICROHTTPD_MEMBER
} MicrohttpdLibrary;

/* Returns the library, loading it the first time; NULL if it is missing or lacks a function. May be
   called from any thread. */
const MicrohttpdLibrary *_Nullable microhttpd_library(void);

/* Returns what the dynamic loader said when microhttpd_library returned NULL. */
const char *_Nonnull microhttpd_library_failure(void);

/* Starts a daemon on a socket that listens already; `options` ends with MHD_OPTION_END. */
struct MHD_Daemon *_Nullable microhttpd_start(
    const MicrohttpdLibrary *_Nonnull library, unsigned int flags,
    MHD_AccessHandlerCallback _Nonnull handler, void *_Nullable context,
    const struct MHD_OptionItem *_Nonnull options);

/* Returns the descriptor of a connection's socket, -1 if that is not known. */
int microhttpd_socket(
    const MicrohttpdLibrary *_Nonnull library, struct MHD_Connection *_Nonnull connection);

/* Writes the numeric address of the other side into `text` and returns its length, 0 if that is
   not known. */
size_t microhttpd_client_address(
    const MicrohttpdLibrary *_Nonnull library, struct MHD_Connection *_Nonnull connection,
    char *_Nonnull text, size_t capacity);

/* What Swift cannot see in the header, because it is written as a cast. */
extern const uint64_t microhttpd_size_unknown;
extern const ssize_t microhttpd_end_of_stream;

#endif
