// What Swift has no word for: byte-group comparison to a bit mask, prefetch, and the cycle counter.
// Header only, so that every call inlines into the Swift caller.
#ifndef CINTRINSICS_H
#define CINTRINSICS_H

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif
#if defined(__x86_64__)
#include <x86intrin.h>
#endif
#if defined(__aarch64__)
#include <arm_neon.h>
#endif

#define CI_INLINE static inline __attribute__((always_inline))
// Reads beyond its object, inside the page: the address sanitizer must not object.
#define CI_UNCHECKED __attribute__((no_sanitize("address")))

/// Bit i is set when byte i of the 16 bytes at `bytes` (16-byte aligned) equals `tag`.
CI_INLINE uint32_t ci_match16(const void *bytes, uint8_t tag) {
#if defined(__SSE2__)
  return (uint32_t)_mm_movemask_epi8(
      _mm_cmpeq_epi8(_mm_load_si128((const __m128i *)bytes), _mm_set1_epi8((char)tag)));
#elif defined(__aarch64__)
  static const uint8_t bits[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t hit = vandq_u8(vceqq_u8(vld1q_u8((const uint8_t *)bytes), vdupq_n_u8(tag)), vld1q_u8(bits));
  return (uint32_t)vaddv_u8(vget_low_u8(hit)) | ((uint32_t)vaddv_u8(vget_high_u8(hit)) << 8);
#else
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++) mask |= (uint32_t)(((const uint8_t *)bytes)[i] == tag) << i;
  return mask;
#endif
}

/// Bit i is set when byte i of the 8 bytes at `bytes` equals `tag`.
CI_INLINE uint32_t ci_match8(const void *bytes, uint8_t tag) {
#if defined(__SSE2__)
  return (uint32_t)_mm_movemask_epi8(
             _mm_cmpeq_epi8(_mm_loadl_epi64((const __m128i *)bytes), _mm_set1_epi8((char)tag))) & 0xFF;
#else
  uint32_t mask = 0;
  for (int i = 0; i < 8; i++) mask |= (uint32_t)(((const uint8_t *)bytes)[i] == tag) << i;
  return mask;
#endif
}

/// The one-byte tag of a hash, its lowest byte but never zero, in each of four bytes: from a table, which costs less
/// than the steps that spread a byte over a vector.
CI_INLINE uint32_t ci_tag4(uint64_t hash) {
#define CI_T1(n) ((n) ? (n)*0x01010101u : 0x01010101u)
#define CI_T4(n) CI_T1(n), CI_T1(n + 1), CI_T1(n + 2), CI_T1(n + 3)
#define CI_T16(n) CI_T4(n), CI_T4(n + 4), CI_T4(n + 8), CI_T4(n + 12)
#define CI_T64(n) CI_T16(n), CI_T16(n + 16), CI_T16(n + 32), CI_T16(n + 48)
  static const uint32_t tags[256] = {CI_T64(0), CI_T64(64), CI_T64(128), CI_T64(192)};
#undef CI_T64
#undef CI_T16
#undef CI_T4
#undef CI_T1
  return tags[hash & 0xFF];
}

/// Bit i is set when byte i of the 16 bytes at `bytes` (16-byte aligned) is the tag of `hash`.
CI_INLINE uint32_t ci_match16_hash(const void *bytes, uint64_t hash) {
#if defined(__SSE2__)
  const __m128i tags = _mm_shuffle_epi32(_mm_cvtsi32_si128((int)ci_tag4(hash)), 0);
  return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_load_si128((const __m128i *)bytes), tags));
#else
  return ci_match16(bytes, (uint8_t)ci_tag4(hash));
#endif
}

/// Bit i is set when byte i of the 8 bytes at `bytes` is the tag of `hash`.
CI_INLINE uint32_t ci_match8_hash(const void *bytes, uint64_t hash) {
#if defined(__SSE2__)
  const __m128i tags = _mm_shuffle_epi32(_mm_cvtsi32_si128((int)ci_tag4(hash)), 0);
  return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadl_epi64((const __m128i *)bytes), tags)) & 0xFF;
#else
  return ci_match8(bytes, (uint8_t)ci_tag4(hash));
#endif
}

typedef struct {
  uint64_t low, high;
} ci_words;

/// The first `count` (at most 15) of the sixteen readable bytes at `bytes`, little end first, the rest zero but for
/// the top byte, which is `count`. The mask is a window on ones and zeros: lengths vary, and a branch on them would be
/// guessed wrong.
CI_UNCHECKED CI_INLINE ci_words ci_load_short(const void *bytes, uint64_t count) {
  static const uint64_t ones_and_zeros[4] = {~0ull, ~0ull, 0, 0};
  ci_words words, mask;
  memcpy(&words, bytes, sizeof words);
  memcpy(&mask, (const uint8_t *)ones_and_zeros + 16 - (count & 15), sizeof mask);
  words.low &= mask.low;
  words.high = (words.high & mask.high) | count << 56;
  return words;
}

/// `word`, of which the compiler then knows nothing: it keeps the two sides of a branch apart.
CI_INLINE uint64_t ci_opaque(uint64_t word) {
  __asm__("" : "+r"(word));
  return word;
}

/// The byte at `address`, read by itself: read plainly beside a vector load of the same line, compilers take it out
/// of the vector through memory, which costs more than the load.
CI_INLINE uint8_t ci_byte(const void *address) { return *(const volatile uint8_t *)address; }

/// Robin Hood probe of the eight 16-bit words at `words` (unaligned): a word is (distance + 1) << 8 | fingerprint,
/// zero when empty. Lane i expects distance `distance + i`. Bit i of the result is set when word i is exactly the
/// wanted one; bit 8 + i when word i lies nearer its home than a key at lane i would (the probe may stop there).
CI_INLINE uint32_t ci_robin8(const void *words, uint8_t fingerprint, uint32_t distance) {
#if defined(__SSE2__)
  const __m128i lanes = _mm_set_epi16(0x800, 0x700, 0x600, 0x500, 0x400, 0x300, 0x200, 0x100);
  __m128i held = _mm_loadu_si128((const __m128i *)words);
  __m128i reach = _mm_add_epi16(lanes, _mm_set1_epi16((short)(distance << 8)));
  __m128i equal = _mm_cmpeq_epi16(held, _mm_or_si128(reach, _mm_set1_epi16(fingerprint)));
  __m128i nearer = _mm_cmpgt_epi16(reach, held);
  return (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(equal, nearer));
#else
  uint16_t held[8];
  memcpy(held, words, sizeof held);
  uint32_t result = 0;
  for (uint32_t lane = 0; lane < 8; lane++) {
    uint32_t reach = (distance + lane + 1) << 8;
    if (held[lane] == (reach | fingerprint)) result |= 1u << lane;
    if (held[lane] < reach) result |= 1u << (lane + 8);
  }
  return result;
#endif
}

/// Hints that the cache line at `address` will be read soon; never faults.
CI_INLINE void ci_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

/// The processor's time-stamp counter where it has one a program may read, else 0.
CI_INLINE uint64_t ci_cycles(void) {
#if defined(__x86_64__)
  return __rdtsc();
#elif defined(__aarch64__)
  uint64_t ticks;
  __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
  return ticks;
#else
  return 0;
#endif
}

#include "CSVMarks.h"

#endif
