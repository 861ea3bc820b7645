/* A call of Linux that the Glibc module does not offer. */
#ifndef CWRITEBACK_H
#define CWRITEBACK_H

#include <stdint.h>

/* Lets a part of a file begin its way to the disk; a hint, which promises nothing. */
void write_back_start(int file, int64_t offset, int64_t byte_count);

#endif
