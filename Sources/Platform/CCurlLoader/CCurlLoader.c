#include "CCurlLoader.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

static CurlLibrary library;
static __typeof__(curl_easy_setopt) *easy_setopt;
static __typeof__(curl_easy_getinfo) *easy_getinfo;
static int loaded;
static char failure[256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void keep_failure(const char *fallback) {
  const char *said = dlerror();
  snprintf(failure, sizeof failure, "%s", said ? said : fallback);
}

static void load(void) {
  void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    keep_failure("libcurl.so.4 cannot be opened");
    return;
  }
#define CURL_LIBRARY_TAKE(place, name) \
  *(void **)&place = dlsym(handle, "curl_" #name); \
  if (!place) { \
    keep_failure("curl_" #name " is not there"); \
    dlclose(handle); \
    return; \
  }
#define CURL_LIBRARY_FIND(name) CURL_LIBRARY_TAKE(library.name, name)
  CURL_LIBRARY_FUNCTIONS(CURL_LIBRARY_FIND)
  CURL_LIBRARY_TAKE(easy_setopt, easy_setopt)
  CURL_LIBRARY_TAKE(easy_getinfo, easy_getinfo)
  __typeof__(curl_global_init) *global_init;
  CURL_LIBRARY_TAKE(global_init, global_init)
  if (global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    snprintf(failure, sizeof failure, "libcurl cannot be initialised");
    return;
  }
  loaded = 1;
}

const CurlLibrary *curl_library(void) {
  pthread_once(&once, load);
  return loaded ? &library : NULL;
}

const char *curl_library_failure(void) { return failure; }

CURLcode curl_set_number(CURL *handle, CURLoption option, long value) {
  return easy_setopt(handle, option, value);
}

CURLcode curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return easy_setopt(handle, option, value);
}

CURLcode curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return easy_setopt(handle, option, value);
}

CURLcode curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
  return easy_setopt(handle, option, value);
}

CURLcode curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
  return easy_setopt(handle, option, value);
}

CURLcode curl_set_receiver(
    CURL *handle, CURLoption option, size_t (*value)(char *, size_t, size_t, void *)) {
  return easy_setopt(handle, option, value);
}

CURLcode curl_set_progress(
    CURL *handle, CURLoption option,
    int (*value)(void *, curl_off_t, curl_off_t, curl_off_t, curl_off_t)) {
  return easy_setopt(handle, option, value);
}

long curl_get_number(CURL *handle, CURLINFO info) {
  long value = 0;
  easy_getinfo(handle, info, &value);
  return value;
}
