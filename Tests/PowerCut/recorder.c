/* Preloaded into a program, records what it does to files: for scripts/snapshot-campaign, which decides what of it a
 * power cut would have left. One record a call: a line of text, then the bytes of a write.
 *
 * RECORD names the file of records. With RECORD_NO_SYNC no sync is recorded: the null control. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static int out = -1;
static int silent;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("RECORD");
  silent = getenv("RECORD_NO_SYNC") != NULL;
  if (path) out = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void put(const char *line, int count, const void *bytes, size_t size) {
  if (out < 0) return;
  pthread_mutex_lock(&lock);
  if (syscall(SYS_write, out, line, count) != count || (size && syscall(SYS_write, out, bytes, size) != (long)size)) abort();
  pthread_mutex_unlock(&lock);
}

#define RECORD(bytes, size, ...) \
  do { \
    char line[9000]; \
    put(line, snprintf(line, sizeof line, __VA_ARGS__), bytes, size); \
  } while (0)

static int opened(int file, const char *path, int flags) {
  if (file >= 0 && (flags & (O_WRONLY | O_RDWR | O_DIRECTORY))) RECORD(NULL, 0, "open %d %d %s\n", file, flags, path);
  return file;
}

static int open_any(int folder, const char *path, int flags, va_list rest) {
  mode_t mode = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, mode_t) : 0;
  return opened((int)syscall(SYS_openat, folder, path, flags, mode), path, flags);
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list rest; \
    va_start(rest, flags); \
    int file = open_any(AT_FDCWD, path, flags, rest); \
    va_end(rest); \
    return file; \
  }
OPEN(open)
OPEN(open64)

ssize_t write(int file, const void *bytes, size_t size) {
  ssize_t done = syscall(SYS_write, file, bytes, size);
  if (done > 0) RECORD(bytes, (size_t)done, "write %d %zd\n", file, done);
  return done;
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t place) {
  ssize_t done = syscall(SYS_pwrite64, file, bytes, size, place);
  if (done > 0) RECORD(bytes, (size_t)done, "pwrite %d %zd %lld\n", file, done, (long long)place);
  return done;
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off_t place) { return pwrite(file, bytes, size, place); }

int fsync(int file) {
  int result = (int)syscall(SYS_fsync, file);
  if (result == 0 && !silent) RECORD(NULL, 0, "sync %d\n", file);
  return result;
}

int fdatasync(int file) { return fsync(file); }

int ftruncate(int file, off_t size) {
  int result = (int)syscall(SYS_ftruncate, file, size);
  if (result == 0) RECORD(NULL, 0, "cut %d %lld\n", file, (long long)size);
  return result;
}

int rename(const char *from, const char *to) {
  int result = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  if (result == 0) RECORD(NULL, 0, "rename %s\t%s\n", from, to);
  return result;
}

/* A file without a name gets one: `from` is /proc/self/fd/N. */
int linkat(int folder, const char *from, int other, const char *to, int flags) {
  int file = -1, result = (int)syscall(SYS_linkat, folder, from, other, to, flags);
  if (result == 0 && sscanf(from, "/proc/self/fd/%d", &file) == 1) RECORD(NULL, 0, "link %d %s\n", file, to);
  return result;
}

int unlink(const char *path) {
  int result = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  if (result == 0) RECORD(NULL, 0, "unlink %s\n", path);
  return result;
}

int close(int file) {
  RECORD(NULL, 0, "close %d\n", file);
  return (int)syscall(SYS_close, file);
}
