// Counts the calls of the C allocator on the calling thread. The test program's own definitions of malloc and its kin
// stand before the C library's and forward to them, so every allocation of every library passes here.
#ifndef C_ALLOCATION_COUNT_H
#define C_ALLOCATION_COUNT_H

#include <stdint.h>

/// Allocations of this thread so far; UINT64_MAX where they cannot be counted (not glibc, or under a sanitizer).
uint64_t allocation_count(void);

#endif
