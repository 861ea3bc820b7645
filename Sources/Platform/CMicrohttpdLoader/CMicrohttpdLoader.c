#include "CMicrohttpdLoader.h"

#include <CDynamicLibrary.h>
#include <netdb.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>

static MicrohttpdLibrary library;
static int loaded;
static char failure[256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const char *const names[] = {"libmicrohttpd.so.12", NULL};

#define FIND(name) {"MHD_" #name, (void **)&library.name},
static const DynamicSymbol symbols[] = {MICROHTTPD_FUNCTIONS(FIND) {NULL, NULL}};

const uint64_t microhttpd_size_unknown = MHD_SIZE_UNKNOWN;
const ssize_t microhttpd_end_of_stream = MHD_CONTENT_READER_END_OF_STREAM;

static void load(void) {
  loaded = dynamic_library_open(names, symbols, failure, sizeof failure);
}

const MicrohttpdLibrary *microhttpd_library(void) {
  pthread_once(&once, load);
  return loaded ? &library : NULL;
}

const char *microhttpd_library_failure(void) { return failure; }

struct MHD_Daemon *microhttpd_start(
    const MicrohttpdLibrary *library, unsigned int flags, MHD_AccessHandlerCallback handler,
    void *context, const struct MHD_OptionItem *options) {
  return library->start_daemon(
      flags, 0, NULL, NULL, handler, context, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

int microhttpd_socket(const MicrohttpdLibrary *library, struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      library->get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

size_t microhttpd_client_address(
    const MicrohttpdLibrary *library, struct MHD_Connection *connection, char *text,
    size_t capacity) {
  const union MHD_ConnectionInfo *info =
      library->get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (!info || !info->client_addr) return 0;
  socklen_t length = info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                              : sizeof(struct sockaddr_in);
  if (getnameinfo(info->client_addr, length, text, (socklen_t)capacity, NULL, 0, NI_NUMERICHOST))
    return 0;
  return strlen(text);
}
