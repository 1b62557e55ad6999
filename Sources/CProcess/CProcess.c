#define _GNU_SOURCE
#include "CProcess.h"

int cprocess_start_in(posix_spawn_file_actions_t *actions, const char *folder) {
  return posix_spawn_file_actions_addchdir_np(actions, folder);
}
