/* Reading a mapped file that somebody has cut short ends a program with SIGBUS. While a mapping is
   watched, what is missing reads as zeros instead, and it is noted that something was missing. */
#ifndef CMAPPINGGUARD_H
#define CMAPPINGGUARD_H

#include <stdbool.h>
#include <stddef.h>

/* Watches a mapping and returns its number, or -1 if too many are watched: then it is as before. */
int mapping_guard_begin(const void *start, size_t byte_count);

/* Tells whether a watched mapping's file became shorter: then its last page is missing. What was
   cut inside a page reads as zeros there without anybody noticing, so this is asked afterwards. */
bool mapping_guard_was_cut(int number);

/* Makes the last page of a private mapping its own, so that a cut inside of it changes nothing. */
void mapping_guard_keep_end(void *start, size_t byte_count);

/* Ends watching; called before the mapping goes away. */
void mapping_guard_end(int number);

#endif
