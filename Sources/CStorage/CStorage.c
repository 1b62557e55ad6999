#define _GNU_SOURCE
#include "CStorage.h"

#include <fcntl.h>
#include <unistd.h>

int cstorage_sync_file_system(int descriptor) {
#ifdef __linux__
  return syncfs(descriptor);
#else
  sync();
  return fcntl(descriptor, F_FULLFSYNC);
#endif
}
