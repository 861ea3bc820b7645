/* A call of Linux that the Glibc module does not offer. */
#ifndef CCORES_H
#define CCORES_H

/* How many cores the process may run on, at least 1. */
int usable_core_count(void);

#endif
