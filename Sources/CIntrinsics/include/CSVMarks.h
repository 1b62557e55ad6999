// Where a block of CSV text needs attention: separators, quotes, carriage returns and bytes beyond ASCII, as bits and
// as positions. 64 bytes a step.
#ifndef CINTRINSICS_CSV_MARKS_H
#define CINTRINSICS_CSV_MARKS_H

/// Bit i is set when byte i of the 64 bytes at `bytes` is `,` LF CR `"` or above 0x7F: the definition, byte by byte.
CI_INLINE uint64_t ci_csv_marks64_plain(const void *bytes) {
  uint64_t marks = 0;
  for (int i = 0; i < 64; i++) {
    const uint8_t byte = ((const uint8_t *)bytes)[i];
    marks |= (uint64_t)(byte == ',' || byte == '\n' || byte == '\r' || byte == '"' || byte > 0x7F) << i;
  }
  return marks;
}

/// The same with the vectors every processor of the platform has.
CI_INLINE uint64_t ci_csv_marks64(const void *bytes) {
#if defined(__SSE2__)
  const __m128i comma = _mm_set1_epi8(','), feed = _mm_set1_epi8('\n'), carriage = _mm_set1_epi8('\r'),
                quote = _mm_set1_epi8('"');
  uint64_t marks = 0;
  for (int i = 0; i < 4; i++) {
    const __m128i text = _mm_loadu_si128((const __m128i *)bytes + i);
    const __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(text, feed), _mm_cmpeq_epi8(text, carriage));
    const __m128i inner = _mm_or_si128(_mm_cmpeq_epi8(text, comma), _mm_cmpeq_epi8(text, quote));
    // The sign bit of a byte above 0x7F is its mark.
    const __m128i any = _mm_or_si128(_mm_or_si128(ends, inner), text);
    marks |= (uint64_t)(uint32_t)_mm_movemask_epi8(any) << (16 * i);
  }
  return marks;
#elif defined(__aarch64__)
  static const uint8_t powers[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  const uint8x16_t weights = vld1q_u8(powers), high = vdupq_n_u8(0x80);
  uint8x16_t bits[4];
  for (int i = 0; i < 4; i++) {
    const uint8x16_t text = vld1q_u8((const uint8_t *)bytes + 16 * i);
    uint8x16_t any = vorrq_u8(vceqq_u8(text, vdupq_n_u8('\n')), vceqq_u8(text, vdupq_n_u8('\r')));
    any = vorrq_u8(any, vorrq_u8(vceqq_u8(text, vdupq_n_u8(',')), vceqq_u8(text, vdupq_n_u8('"'))));
    bits[i] = vandq_u8(vorrq_u8(any, vcgeq_u8(text, high)), weights);
  }
  const uint8x16_t pairs =
      vpaddq_u8(vpaddq_u8(bits[0], bits[1]), vpaddq_u8(bits[2], bits[3]));
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(pairs, pairs)), 0);
#else
  return ci_csv_marks64_plain(bytes);
#endif
}

/// Writes the position of every mark in the first `length` bytes at `bytes`, ascending, and gives back how many.
///
/// Reads whole steps of 64 bytes: up to 63 beyond the length. `positions` has room for `length` + 72 entries. Uses wider
/// vectors where the processor at hand has them.
uint32_t ci_csv_positions(const void *bytes, uint32_t length, uint32_t *positions);

/// The same without them.
uint32_t ci_csv_positions_narrow(const void *bytes, uint32_t length, uint32_t *positions);

#endif
