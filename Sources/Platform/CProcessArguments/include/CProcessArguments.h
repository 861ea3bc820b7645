/* What the process was started with. Swift's own list of it would be read from files in /proc, which
   takes longer than to start the program; its runtime is handed this one. */
#ifndef CPROCESSARGUMENTS_H
#define CPROCESSARGUMENTS_H

/* The number of arguments, the name of the program among them. */
int process_argument_count(void);

/* The argument at a place below the number of arguments. */
const char *process_argument(int place);

#endif
