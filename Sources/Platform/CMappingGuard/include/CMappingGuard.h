/* Reading a mapped file that somebody has cut short ends a program with SIGBUS. While a mapping is
   watched, what is missing reads as zeros instead, and it is noted that something was missing. */
#ifndef CMAPPINGGUARD_H
#define CMAPPINGGUARD_H

#include <stdbool.h>
#include <stddef.h>

/* Watches a mapping and returns its number, or -1 if too many are watched: then it is as before. */
int mapping_guard_begin(const void *start, size_t byte_count);

/* Tells whether something was missing in a mapping. */
bool mapping_guard_was_cut(int number);

/* Ends watching; called before the mapping goes away. */
void mapping_guard_end(int number);

#endif
