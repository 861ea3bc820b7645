// The bare hash functions: to ask for them by name costs a program more than hashing 100 kB.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
