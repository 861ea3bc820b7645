#include "CCurlLoader.h"

#include <CDynamicLibrary.h>
#include <pthread.h>
#include <stdio.h>

static CurlLibrary library;
static __typeof__(curl_easy_setopt) *easy_setopt;
static __typeof__(curl_easy_getinfo) *easy_getinfo;
static __typeof__(curl_global_init) *global_init;
static int loaded;
static char failure[256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const char *const names[] = {"libcurl.so.4", NULL};

#define FIND(name) {"curl_" #name, (void **)&library.name},
static const DynamicSymbol symbols[] = {
    CURL_LIBRARY_FUNCTIONS(FIND)
    {"curl_easy_setopt", (void **)&easy_setopt},
    {"curl_easy_getinfo", (void **)&easy_getinfo},
    {"curl_global_init", (void **)&global_init},
    {NULL, NULL}};

static void load(void) {
  if (!dynamic_library_open(names, symbols, failure, sizeof failure)) return;
  loaded = global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  if (!loaded) snprintf(failure, sizeof failure, "libcurl cannot be initialised");
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
