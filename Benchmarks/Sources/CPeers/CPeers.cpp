#include "CPeers.h"

#include <sys/resource.h>
#include <time.h>

#include <cstdio>

#include "Drivers.hpp"
#include "Makers.hpp"

#if defined(__linux__)
#include <malloc.h>
#include <unistd.h>
#endif

extern "C" {

peer *peer_create(peer_kind kind) {
  peer *made = make_absl(kind);
  return made ? made : make_boost(kind);
}
void peer_destroy(peer *map) { delete map; }
size_t peer_count(const peer *map) { return map->count(); }

uint64_t peer_insert(peer *map, const uint64_t *keys, size_t n) { return map->insert(keys, n); }
uint64_t peer_get(const peer *map, const uint64_t *keys, size_t n) { return map->get(keys, n); }
uint64_t peer_mix(peer *map, const uint64_t *keys, const uint8_t *puts, size_t n) { return map->mix(keys, puts, n); }
uint64_t peer_churn(peer *map, const uint64_t *gone, const uint64_t *fresh, size_t n) {
  return map->churn(gone, fresh, n);
}
uint64_t peer_erase(peer *map, const uint64_t *keys, size_t n) { return map->erase(keys, n); }

uint64_t peer_insert_bytes(peer *map, byte_stream keys, byte_stream values, size_t n) {
  return map->insert(keys, values, n);
}
uint64_t peer_get_bytes(const peer *map, byte_stream keys, size_t n) { return map->get(keys, n); }
uint64_t peer_mix_bytes(peer *map, byte_stream keys, byte_stream values, const uint8_t *puts, size_t n) {
  return map->mix(keys, values, puts, n);
}
uint64_t peer_churn_bytes(peer *map, byte_stream gone, byte_stream fresh, byte_stream values, size_t n) {
  return map->churn(gone, fresh, values, n);
}
uint64_t peer_erase_bytes(peer *map, byte_stream keys, size_t n) { return map->erase(keys, n); }

uint64_t bench_thread_cpu(void) {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return uint64_t(now.tv_sec) * 1000000000u + uint64_t(now.tv_nsec);
}

uint64_t bench_malloc_bytes(void) {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
#else
  return 0;
#endif
}

uint64_t bench_context_switches(void) {
#if defined(RUSAGE_THREAD)
  rusage usage;
  getrusage(RUSAGE_THREAD, &usage);
  return uint64_t(usage.ru_nvcsw) + uint64_t(usage.ru_nivcsw);
#else
  return 0;
#endif
}

uint64_t bench_resident_bytes(void) {
#if defined(__linux__)
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file) return 0;
  unsigned long total = 0, resident = 0;
  int fields = fscanf(file, "%lu %lu", &total, &resident);
  fclose(file);
  return fields == 2 ? uint64_t(resident) * uint64_t(sysconf(_SC_PAGESIZE)) : 0;
#else
  return 0;
#endif
}
}
