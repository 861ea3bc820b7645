#define _GNU_SOURCE
#include "CWriteBack.h"

#include <fcntl.h>

void write_back_start(int file, int64_t offset, int64_t byte_count) {
  (void)sync_file_range(file, offset, byte_count, SYNC_FILE_RANGE_WRITE);
}
