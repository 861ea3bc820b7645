/* libcurl, loaded when the first request is made: linking it would make every start of the program
   pay for it and for the forty libraries it pulls in. The types come from curl.h, so they cannot
   drift. The functions of a variable number of arguments have one typed wrapper per type. */
#ifndef CCURLLOADER_H
#define CCURLLOADER_H

#define CURL_DISABLE_TYPECHECK
#define CURL_DISABLE_DEPRECATION
#include <curl/curl.h>

/* The functions of libcurl that are called as they are. X(name without curl_) */
#define CURL_LIBRARY_FUNCTIONS(X) \
  X(easy_cleanup) \
  X(easy_init) \
  X(easy_perform) \
  X(easy_reset) \
  X(easy_strerror) \
  X(slist_append) \
  X(slist_free_all)

/* One pointer per function, called as `library.pointee.easy_perform(handle)`. */
typedef struct CurlLibrary {
#define CURL_LIBRARY_MEMBER(name) __typeof__(curl_##name) *_Nonnull name;
  CURL_LIBRARY_FUNCTIONS(CURL_LIBRARY_MEMBER)
#undef CURL_LIBRARY_MEMBER
} CurlLibrary;

/* Returns the library, loading and initialising it the first time; NULL if it is missing or lacks a
   function. May be called from any thread. */
const CurlLibrary *_Nullable curl_library(void);

/* Returns what went wrong when curl_library returned NULL. */
const char *_Nonnull curl_library_failure(void);

/* curl_easy_setopt and curl_easy_getinfo by the type of the value; only after curl_library has
   returned the library. */
CURLcode curl_set_number(CURL *_Nonnull handle, CURLoption option, long value);
CURLcode curl_set_size(CURL *_Nonnull handle, CURLoption option, curl_off_t value);
CURLcode curl_set_text(CURL *_Nonnull handle, CURLoption option, const char *_Nullable value);
CURLcode curl_set_pointer(CURL *_Nonnull handle, CURLoption option, const void *_Nullable value);
CURLcode curl_set_list(
    CURL *_Nonnull handle, CURLoption option, struct curl_slist *_Nullable value);
CURLcode curl_set_receiver(
    CURL *_Nonnull handle, CURLoption option,
    size_t (*_Nullable value)(
        char *_Nullable bytes, size_t size, size_t count, void *_Nullable context));
CURLcode curl_set_progress(
    CURL *_Nonnull handle, CURLoption option,
    int (*_Nullable value)(
        void *_Nullable context, curl_off_t, curl_off_t, curl_off_t, curl_off_t));
long curl_get_number(CURL *_Nonnull handle, CURLINFO info);

#endif
