#pragma once

#include <stdbool.h>
#include <stdint.h>

/// Counts what the calling thread allocates from here on, by putting a counter before malloc and its kin in the tables
/// through which the loaded libraries reach them. False where that cannot be done: other systems than Linux, sanitizers,
/// static programs. Not for two threads at a time.
bool allocation_counting_begin(void);
/// Takes the counter away again.
void allocation_counting_end(void);
/// Allocations of this thread since the beginning.
uint64_t allocations_counted(void);
