#ifndef CPROCESS_H
#define CPROCESS_H

#include <spawn.h>

/// Has a process that is spawned start in `folder`; 0, or the number of an error. Swift's module of the C library leaves
/// the function out that does this.
int cprocess_start_in(posix_spawn_file_actions_t *actions, const char *folder);

#endif
