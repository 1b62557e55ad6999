#include "CIntrinsics.h"

// Eight positions at a time, without asking whether there are so many: what lies beyond is overwritten by the next step.
uint32_t ci_csv_positions_narrow(const void *bytes, uint32_t length, uint32_t *positions) {
  uint32_t count = 0;
  for (uint32_t base = 0; base < length; base += 64) {
    uint64_t marks = ci_csv_marks64((const uint8_t *)bytes + base);
    if (length - base < 64) marks &= ((uint64_t)1 << (length - base)) - 1;
    const uint32_t here = (uint32_t)__builtin_popcountll(marks);
    uint32_t *next = positions + count;
    for (uint32_t done = 0; done < here; done += 8) {
      for (int i = 0; i < 8; i++) {
        next[done + i] = base + (uint32_t)__builtin_ctzll(marks | (uint64_t)1 << 63);
        marks &= marks - 1;
      }
    }
    count += here;
  }
  return count;
}

#if defined(__x86_64__)
#include <immintrin.h>

// AVX2 halves the comparisons; BMI and POPCNT make one instruction of each step of the loop.
__attribute__((target("avx2,bmi,popcnt"))) static uint32_t positions_wide(
    const void *bytes, uint32_t length, uint32_t *positions) {
  const __m256i comma = _mm256_set1_epi8(','), feed = _mm256_set1_epi8('\n'), carriage = _mm256_set1_epi8('\r'),
                quote = _mm256_set1_epi8('"');
  uint32_t count = 0;
  for (uint32_t base = 0; base < length; base += 64) {
    uint64_t marks = 0;
    for (int i = 0; i < 2; i++) {
      const __m256i text = _mm256_loadu_si256((const __m256i *)((const uint8_t *)bytes + base) + i);
      const __m256i ends = _mm256_or_si256(_mm256_cmpeq_epi8(text, feed), _mm256_cmpeq_epi8(text, carriage));
      const __m256i inner = _mm256_or_si256(_mm256_cmpeq_epi8(text, comma), _mm256_cmpeq_epi8(text, quote));
      const __m256i any = _mm256_or_si256(_mm256_or_si256(ends, inner), text);
      marks |= (uint64_t)(uint32_t)_mm256_movemask_epi8(any) << (32 * i);
    }
    if (length - base < 64) marks &= ((uint64_t)1 << (length - base)) - 1;
    const uint32_t here = (uint32_t)_mm_popcnt_u64(marks);
    uint32_t *next = positions + count;
    for (uint32_t done = 0; done < here; done += 8) {
      for (int i = 0; i < 8; i++) {
        next[done + i] = base + (uint32_t)_tzcnt_u64(marks);
        marks = _blsr_u64(marks);
      }
    }
    count += here;
  }
  return count;
}

uint32_t ci_csv_positions(const void *bytes, uint32_t length, uint32_t *positions) {
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt")) {
    return positions_wide(bytes, length, positions);
  }
  return ci_csv_positions_narrow(bytes, length, positions);
}
#else
uint32_t ci_csv_positions(const void *bytes, uint32_t length, uint32_t *positions) {
  return ci_csv_positions_narrow(bytes, length, positions);
}
#endif
