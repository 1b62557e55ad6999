// The peers: absl::flat_hash_map and boost::unordered_flat_map behind one C interface. Every function is a whole
// loop over a stream of keys and returns a checksum that all maps must agree on.
#ifndef CPEERS_H
#define CPEERS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One peer's map. Its kind decides which of the two families of functions below may be called on it.
typedef struct peer peer;

typedef enum peer_kind {
  peer_absl,          ///< u64: absl::flat_hash_map with its own hash
  peer_absl_mix,      ///< u64: the same with the multiply-and-fold hash our maps use
  peer_boost,         ///< u64: boost::unordered_flat_map with its own hash
  peer_boost_mix,     ///< u64: the same with the multiply-and-fold hash
  peer_absl_inline,   ///< bytes: absl with 16-byte inline keys and values
  peer_boost_inline,  ///< bytes: boost with 16-byte inline keys and values
  peer_absl_string,   ///< bytes: absl with std::string keys and values
  peer_boost_string,  ///< bytes: boost with std::string keys and values
} peer_kind;

/// Keys or values end to end: item i is bytes[offsets[i]] up to bytes[offsets[i + 1]]. At least 16 readable bytes
/// stand before the first item and after the last.
typedef struct byte_stream {
  const uint8_t *bytes;
  const uint32_t *offsets;
} byte_stream;

/// A new, empty map, or NULL where the library was absent when this was compiled.
peer *peer_create(peer_kind kind);
void peer_destroy(peer *map);
size_t peer_count(const peer *map);

/// The value of a word key is its complement; sums wrap.
uint64_t peer_insert(peer *map, const uint64_t *keys, size_t count);
uint64_t peer_get(const peer *map, const uint64_t *keys, size_t count);
/// puts[i] != 0: assign key + i, else look up.
uint64_t peer_mix(peer *map, const uint64_t *keys, const uint8_t *puts, size_t count);
uint64_t peer_churn(peer *map, const uint64_t *gone, const uint64_t *fresh, size_t count);
uint64_t peer_erase(peer *map, const uint64_t *keys, size_t count);

/// A value found adds its length and its first byte to the checksum.
uint64_t peer_insert_bytes(peer *map, byte_stream keys, byte_stream values, size_t count);
uint64_t peer_get_bytes(const peer *map, byte_stream keys, size_t count);
uint64_t peer_mix_bytes(peer *map, byte_stream keys, byte_stream values, const uint8_t *puts, size_t count);
uint64_t peer_churn_bytes(peer *map, byte_stream gone, byte_stream fresh, byte_stream values, size_t count);
uint64_t peer_erase_bytes(peer *map, byte_stream keys, size_t count);

/// Nanoseconds for that many messages through a bounded queue with a mutex and two conditions, one thread on each side.
double peer_mutex_queue(uint64_t messages, size_t capacity);

/// Nanoseconds of processor time this thread has used.
uint64_t bench_thread_cpu(void);
/// Bytes handed out by malloc and not yet freed, large mappings included; 0 where the system cannot say.
uint64_t bench_malloc_bytes(void);
/// Bytes of this process resident in memory; 0 where the system cannot say.
uint64_t bench_resident_bytes(void);

/// Voluntary and involuntary context switches of this thread so far; 0 where the system cannot say.
uint64_t bench_context_switches(void);

/// Rows of a workload file, found with three memchr each over the mapped file; 0 when it cannot be read.
uint64_t peer_scan_file(const char *path);

/// Replays a workload file through absl::flat_hash_map<std::string, std::string>; entries left, 0 without absl.
uint64_t peer_replay_file(const char *path);

#ifdef __cplusplus
}
#endif

#if defined(__x86_64__)
#include <x86intrin.h>
/// The processor's time stamp: cheap enough to read around every operation.
static inline __attribute__((always_inline)) uint64_t bench_ticks(void) { return __rdtsc(); }
#elif defined(__aarch64__)
static inline __attribute__((always_inline)) uint64_t bench_ticks(void) {
  uint64_t ticks;
  __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
  return ticks;
}
#endif
#endif
