/* Reads snapshot files of version 2 (docs/snapshot_format.md) that lie in memory whole; C99 and C++.
 *
 * Needs xxhash.h. Copies and allocates nothing: what it gives out points into the file's bytes. Checksums are verified
 * here; the BLAKE2b digest over header, metadata, index and trailer is the caller's, who has the spans for it, and so is
 * the Ed25519 signature of that digest.
 */
#ifndef ADHASH_SNAPSHOT_H
#define ADHASH_SNAPSHOT_H

#ifndef XXH_INLINE_ALL
#define XXH_INLINE_ALL
#endif
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <xxhash.h>

enum { ADHASH_SNAPSHOT_HEADER = 64, ADHASH_SNAPSHOT_FRAME = 32, ADHASH_SNAPSHOT_RECORD = 56, ADHASH_SNAPSHOT_TRAILER = 152 };
enum { ADHASH_SNAPSHOT_SIGNATURE = 120, ADHASH_SNAPSHOT_SIGNED = 0x100 };
enum { ADHASH_SNAPSHOT_NONE = 0, ADHASH_SNAPSHOT_GZIP = 1, ADHASH_SNAPSHOT_ZSTD = 2 };

/* An open file. */
typedef struct {
  const uint8_t *bytes;
  uint64_t size;
  uint32_t compression; /* ADHASH_SNAPSHOT_NONE, _GZIP, _ZSTD: of every block's payload */
  uint64_t seed;
  const char *metadata; /* lines name=value */
  uint32_t metadata_bytes;
  const uint8_t *index;
  uint64_t index_bytes, blocks, entries;
  const uint8_t *trailer; /* its digest: 32 bytes from 104 on, over header, metadata, index and these 104 */
  const uint8_t *signature; /* NULL, or 48 bytes of which the last 32 are the public key, then 64 of signature: it signs
                               those 48 and the digest */
} adhash_snapshot;

/* One block, its checksum verified. */
typedef struct {
  uint64_t offset;
  const uint8_t *payload; /* compressed as the file says */
  uint32_t payload_bytes, content_bytes, entries;
} adhash_block;

static inline uint32_t adhash_u32(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t adhash_u64(const uint8_t *p) { return adhash_u32(p) | (uint64_t)adhash_u32(p + 4) << 32; }

/* Opens `size` bytes. Gives back NULL, or what does not hold. */
static inline const char *adhash_snapshot_open(adhash_snapshot *file, const uint8_t *bytes, uint64_t size) {
  XXH3_state_t state;
  uint32_t metadata;
  const uint8_t *trailer;
  uint64_t place, count, end;
  int is_signed;
  if (size >= 8 && memcmp(bytes, "ADHSNAP1", 8) == 0) return "a pickle of the earlier Python program";
  if (size < 8 || memcmp(bytes, "ADHSNAP2", 8) != 0) return "no snapshot: it does not begin with ADHSNAP2";
  if (size < ADHASH_SNAPSHOT_HEADER + ADHASH_SNAPSHOT_TRAILER) return "no whole snapshot";
  if (adhash_u32(bytes + 8) != (64u << 16 | 2u) || (adhash_u32(bytes + 12) & ~(uint32_t)ADHASH_SNAPSHOT_SIGNED) > 2 || adhash_u32(bytes + 16) > 1)
    return "of a later version";
  metadata = adhash_u32(bytes + 20);
  if (metadata > size - ADHASH_SNAPSHOT_HEADER - ADHASH_SNAPSHOT_TRAILER) return "the header does not hold";
  XXH3_INITSTATE(&state);
  XXH3_64bits_reset(&state);
  XXH3_64bits_update(&state, bytes, 56);
  XXH3_64bits_update(&state, bytes + ADHASH_SNAPSHOT_HEADER, metadata);
  if (XXH3_64bits_digest(&state) != adhash_u64(bytes + 56)) return "the header does not hold";
  trailer = bytes + size - ADHASH_SNAPSHOT_TRAILER;
  if (memcmp(trailer + 144, "ADHSNEND", 8) != 0 || XXH3_64bits(trailer, 136) != adhash_u64(trailer + 136)
      || memcmp(trailer, bytes, ADHASH_SNAPSHOT_HEADER) != 0)
    return "the trailer does not hold";
  place = adhash_u64(trailer + 64);
  count = adhash_u64(trailer + 72);
  is_signed = (adhash_u32(bytes + 12) & ADHASH_SNAPSHOT_SIGNED) != 0;
  end = size - ADHASH_SNAPSHOT_TRAILER;
  if (is_signed && end < ADHASH_SNAPSHOT_SIGNATURE) return "the trailer does not hold";
  if (is_signed) end -= ADHASH_SNAPSHOT_SIGNATURE;
  if (place < ADHASH_SNAPSHOT_HEADER + (uint64_t)metadata || place > end || count != end - place)
    return "the trailer does not hold";
  if (XXH3_64bits(bytes + place, (size_t)count) != adhash_u64(trailer + 96)) return "the index does not hold";
  file->bytes = bytes;
  file->size = size;
  file->compression = adhash_u32(bytes + 12) & ~(uint32_t)ADHASH_SNAPSHOT_SIGNED;
  file->seed = adhash_u64(bytes + 24);
  file->metadata = (const char *)bytes + ADHASH_SNAPSHOT_HEADER;
  file->metadata_bytes = metadata;
  file->index = bytes + place;
  file->index_bytes = count;
  file->blocks = adhash_u64(trailer + 80);
  file->entries = adhash_u64(trailer + 88);
  file->trailer = trailer;
  file->signature = is_signed ? bytes + end : NULL;
  if (is_signed && (memcmp(bytes + end, "ADHSSIGN", 8) != 0 || adhash_u32(bytes + end + 12) != 0
      || XXH3_64bits(bytes + end, 112) != adhash_u64(bytes + end + 112)))
    return "the signature does not hold";
  if (is_signed && adhash_u32(bytes + end + 8) != 1) return "of a later version";
  return NULL;
}

/* Reads the record at `*position` of the index (0 at first), moves on, and verifies its block. NULL, or what does not
 * hold; there is a next block while *position < index_bytes. */
static inline const char *adhash_snapshot_next(const adhash_snapshot *file, uint64_t *position, adhash_block *block) {
  const uint8_t *record = file->index + *position;
  const uint8_t *frame;
  uint64_t end = (uint64_t)(file->index - file->bytes), keys;
  if (file->index_bytes - *position < ADHASH_SNAPSHOT_RECORD) return "the index does not hold";
  keys = (adhash_u32(record + 20) < 48 ? adhash_u32(record + 20) : 48)
      + (adhash_u32(record + 24) < 48 ? adhash_u32(record + 24) : 48);
  if (file->index_bytes - *position - ADHASH_SNAPSHOT_RECORD < keys) return "the index does not hold";
  block->offset = adhash_u64(record);
  block->payload_bytes = adhash_u32(record + 8);
  block->content_bytes = adhash_u32(record + 12);
  block->entries = adhash_u32(record + 16);
  if (block->offset > end || end - block->offset < ADHASH_SNAPSHOT_FRAME + (uint64_t)block->payload_bytes)
    return "the index does not hold";
  frame = file->bytes + block->offset;
  if (adhash_u64(frame) != adhash_u64(record + 32) || memcmp(frame + 8, "ABLK", 4) != 0
      || adhash_u32(frame + 16) != block->payload_bytes
      || XXH3_64bits_withSeed(frame + 8, ADHASH_SNAPSHOT_FRAME - 8 + (size_t)block->payload_bytes, file->seed)
          != adhash_u64(frame))
    return "a block does not hold";
  block->payload = frame + ADHASH_SNAPSHOT_FRAME;
  *position += ADHASH_SNAPSHOT_RECORD + keys;
  return NULL;
}

/* The entry at `*position` of a block's content (0 at first), and moves on. 0 at the end or where it does not fit. */
static inline int adhash_entry_next(
    const uint8_t *content, uint64_t bytes, uint64_t *position, const uint8_t **key, uint32_t *key_bytes,
    const uint8_t **value, uint32_t *value_bytes) {
  const uint8_t *entry = content + *position;
  if (bytes - *position < 8) return 0;
  *key_bytes = adhash_u32(entry);
  *value_bytes = adhash_u32(entry + 4);
  if ((uint64_t)*key_bytes + *value_bytes > bytes - *position - 8) return 0;
  *key = entry + 8;
  *value = *key + *key_bytes;
  *position += 8 + (uint64_t)*key_bytes + *value_bytes;
  return 1;
}

#endif
