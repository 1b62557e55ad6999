// Writes the entries of a snapshot as JSON lines, key and value in hex: an example of adhash_snapshot.h. With the public
// key of a signer (64 hex digits, or the line that a file of one holds) as second argument, of a snapshot signed by it
// alone. Exit codes: 1 for a file that is not believed or cannot be read, 2 for a command line that is wrong.
//
//   c++ -O2 -o read_snapshot read_snapshot.cpp -lsodium -lz -lzstd
#include "adhash_snapshot.h"

#include <sodium.h>
#include <zlib.h>
#include <zstd.h>

#include <cctype>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Bytes = std::vector<uint8_t>;

Bytes expand(const adhash_snapshot &file, const adhash_block &block) {
  if (file.compression == ADHASH_SNAPSHOT_NONE) return {block.payload, block.payload + block.payload_bytes};
  Bytes content(block.content_bytes);
  if (file.compression == ADHASH_SNAPSHOT_ZSTD) {
    size_t got = ZSTD_decompress(content.data(), content.size(), block.payload, block.payload_bytes);
    if (ZSTD_isError(got) || got != content.size()) throw std::runtime_error("a block's zstd data does not hold");
    return content;
  }
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) throw std::runtime_error("no memory for zlib");
  stream.next_in = const_cast<uint8_t *>(block.payload);
  stream.avail_in = block.payload_bytes;
  stream.next_out = content.data();
  stream.avail_out = static_cast<uInt>(content.size());
  int result = inflate(&stream, Z_FINISH);
  bool whole = result == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0;
  inflateEnd(&stream);
  if (!whole) throw std::runtime_error("a block's gzip data does not hold");
  return content;
}

void check(const char *fault) {
  if (fault) throw std::runtime_error(fault);
}

bool digestHolds(const adhash_snapshot &file) {
  unsigned char digest[32];
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, sizeof digest);
  crypto_generichash_update(&state, file.bytes, ADHASH_SNAPSHOT_HEADER + file.metadata_bytes);
  crypto_generichash_update(&state, file.index, file.index_bytes);
  crypto_generichash_update(&state, file.trailer, 104);
  crypto_generichash_final(&state, digest, sizeof digest);
  return memcmp(digest, file.trailer + 104, sizeof digest) == 0;
}

bool signatureHolds(const adhash_snapshot &file) {
  Bytes message(file.signature, file.signature + 48);
  message.insert(message.end(), file.trailer + 104, file.trailer + 136);
  return crypto_sign_verify_detached(file.signature + 48, message.data(), message.size(), file.signature + 16) == 0;
}

void printHex(const uint8_t *bytes, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) std::printf("%02x", bytes[i]);
}

std::string lastWord(std::string text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
  text.erase(0, text.find_last_of(" \t\n") + 1);
  for (char &letter : text) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return text;
}

void read(const char *path, const char *signer) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("it cannot be opened");
  Bytes bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  adhash_snapshot file{};
  check(adhash_snapshot_open(&file, bytes.data(), bytes.size()));
  if (!digestHolds(file)) throw std::runtime_error("the digest does not hold");
  if (file.signature && !signatureHolds(file)) throw std::runtime_error("the signature does not hold");
  if (signer) {
    char found[65] = "";
    if (file.signature) sodium_bin2hex(found, sizeof found, file.signature + 16, 32);
    if (lastWord(signer) != found) throw std::runtime_error("it is not signed by that key");
  }
  uint64_t place = 0;
  while (place < file.index_bytes) {
    adhash_block block{};
    check(adhash_snapshot_next(&file, &place, &block));
    Bytes content = expand(file, block);
    uint64_t position = 0;
    const uint8_t *key, *value;
    uint32_t keyBytes, valueBytes;
    for (uint32_t entry = 0; entry < block.entries; entry++) {
      if (!adhash_entry_next(content.data(), content.size(), &position, &key, &keyBytes, &value, &valueBytes))
        throw std::runtime_error("an entry does not fit its block");
      std::fputs("{\"key\": \"", stdout);
      printHex(key, keyBytes);
      std::fputs("\", \"value\": \"", stdout);
      printHex(value, valueBytes);
      std::fputs("\"}\n", stdout);
    }
  }
}

}  // namespace

int main(int count, char **arguments) {
  if (count < 2 || count > 3 || sodium_init() < 0) {
    std::fprintf(stderr, "usage: read_snapshot FILE [SIGNER]\n");
    return 2;
  }
  try {
    read(arguments[1], count == 3 ? arguments[2] : nullptr);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "%s: %s\n", arguments[1], error.what());
    return 1;
  }
  return 0;
}
