/* The files of the web interface, as they are in the program. */
#ifndef CWEBASSETS_H
#define CWEBASSETS_H

#include <stddef.h>

/* One file: its path below the folder Assets, and its bytes. */
struct web_asset {
  const char *path;
  const unsigned char *bytes;
  size_t count;
};

/* How many files there are. */
size_t web_asset_count(void);

/* The file with that number, counted from 0; files stand in the order of their paths. */
const struct web_asset *web_asset_at(size_t number);

#endif
