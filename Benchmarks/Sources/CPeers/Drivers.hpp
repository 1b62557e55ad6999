// The loops, written once over any map with the standard interface.
#pragma once

#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "CPeers.h"

/// Up to 15 bytes in two words, the length in the top byte: the layout our ByteMap uses for short keys.
struct Inline16 {
  uint64_t low = 0, high = 0;

  static Inline16 load(const uint8_t *bytes, size_t count) {
    Inline16 key;
    if (count >= 8) {
      std::memcpy(&key.low, bytes, 8);
      uint64_t tail;
      std::memcpy(&tail, bytes + count - 8, 8);
      key.high = count == 8 ? 0 : tail >> (8 * (16 - count));
    } else {
      // Reads past the item's end are legal: streams are padded.
      uint64_t word;
      std::memcpy(&word, bytes, 8);
      key.low = count == 0 ? 0 : word & (~uint64_t(0) >> (8 * (8 - count)));
    }
    key.high |= uint64_t(count) << 56;
    return key;
  }
  size_t size() const { return high >> 56; }
  uint8_t first() const { return uint8_t(low); }
  bool operator==(const Inline16 &other) const { return low == other.low && high == other.high; }
};

inline uint64_t fold(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return uint64_t(product) ^ uint64_t(product >> 64);
}

constexpr uint64_t secret0 = 0x9e3779b97f4a7c15, secret1 = 0xe7037ed1a0b428db;

struct MixHash {
  using is_avalanching = void;
  size_t operator()(uint64_t key) const { return fold(key ^ secret0, secret1); }
  size_t operator()(const Inline16 &key) const { return fold(key.low ^ secret0, key.high ^ secret1); }
};

struct peer {
  virtual ~peer() = default;
  virtual size_t count() const = 0;
  virtual uint64_t insert(const uint64_t *, size_t) { return 0; }
  virtual uint64_t get(const uint64_t *, size_t) const { return 0; }
  virtual uint64_t mix(const uint64_t *, const uint8_t *, size_t) { return 0; }
  virtual uint64_t churn(const uint64_t *, const uint64_t *, size_t) { return 0; }
  virtual uint64_t erase(const uint64_t *, size_t) { return 0; }
  virtual uint64_t insert(byte_stream, byte_stream, size_t) { return 0; }
  virtual uint64_t get(byte_stream, size_t) const { return 0; }
  virtual uint64_t mix(byte_stream, byte_stream, const uint8_t *, size_t) { return 0; }
  virtual uint64_t churn(byte_stream, byte_stream, byte_stream, size_t) { return 0; }
  virtual uint64_t erase(byte_stream, size_t) { return 0; }
};

template <class Map> struct WordPeer final : peer {
  Map map;

  size_t count() const override { return map.size(); }
  uint64_t insert(const uint64_t *keys, size_t n) override {
    for (size_t i = 0; i < n; i++) map[keys[i]] = ~keys[i];
    return map.size();
  }
  uint64_t get(const uint64_t *keys, size_t n) const override {
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
      auto found = map.find(keys[i]);
      if (found != map.end()) sum += found->second;
    }
    return sum;
  }
  uint64_t mix(const uint64_t *keys, const uint8_t *puts, size_t n) override {
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
      if (puts[i]) {
        map[keys[i]] = keys[i] + i;
      } else {
        auto found = map.find(keys[i]);
        if (found != map.end()) sum += found->second;
      }
    }
    return sum;
  }
  uint64_t churn(const uint64_t *gone, const uint64_t *fresh, size_t n) override {
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
      sum += map.erase(gone[i]);
      map[fresh[i]] = ~fresh[i];
    }
    return sum;
  }
  uint64_t erase(const uint64_t *keys, size_t n) override {
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) sum += map.erase(keys[i]);
    return sum;
  }
};

struct InlineItems {
  using Item = Inline16;
  using Key = Inline16;
  static Inline16 key(byte_stream s, size_t i) {
    return Inline16::load(s.bytes + s.offsets[i], s.offsets[i + 1] - s.offsets[i]);
  }
  static uint64_t digest(const Inline16 &value) { return value.size() + value.first(); }
  template <class Map> static void put(Map &map, byte_stream keys, size_t i, byte_stream values, size_t j) {
    map[key(keys, i)] = key(values, j);
  }
};

/// `View` is the string view the library's own std::string hash looks up without building a string.
template <class View> struct StringItems {
  static View key(byte_stream s, size_t i) {
    return View((const char *)s.bytes + s.offsets[i], s.offsets[i + 1] - s.offsets[i]);
  }
  static void assign(std::string &to, View from) { to.assign(from.data(), from.size()); }
  static uint64_t digest(const std::string &value) { return value.size() + uint8_t(value[0]); }
  template <class Map> static void put(Map &map, byte_stream keys, size_t i, byte_stream values, size_t j) {
    auto result = map.try_emplace(key(keys, i), key(values, j));
    if (!result.second) assign(result.first->second, key(values, j));
  }
};

/// For maps that must build the std::string before try_emplace can look it up.
template <class View> struct LookupFirstStringItems : StringItems<View> {
  using Base = StringItems<View>;
  template <class Map> static void put(Map &map, byte_stream keys, size_t i, byte_stream values, size_t j) {
    auto found = map.find(Base::key(keys, i));
    if (found != map.end()) {
      Base::assign(found->second, Base::key(values, j));
    } else {
      map.emplace(std::string(Base::key(keys, i)), std::string(Base::key(values, j)));
    }
  }
};

template <class Map, class Items> struct BytePeer final : peer {
  Map map;

  size_t count() const override { return map.size(); }
  uint64_t insert(byte_stream keys, byte_stream values, size_t n) override {
    for (size_t i = 0; i < n; i++) Items::put(map, keys, i, values, i);
    return map.size();
  }
  uint64_t get(byte_stream keys, size_t n) const override {
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
      auto found = map.find(Items::key(keys, i));
      if (found != map.end()) sum += Items::digest(found->second);
    }
    return sum;
  }
  uint64_t mix(byte_stream keys, byte_stream values, const uint8_t *puts, size_t n) override {
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
      if (puts[i]) {
        Items::put(map, keys, i, values, i);
      } else {
        auto found = map.find(Items::key(keys, i));
        if (found != map.end()) sum += Items::digest(found->second);
      }
    }
    return sum;
  }
  uint64_t churn(byte_stream gone, byte_stream fresh, byte_stream values, size_t n) override {
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
      auto found = map.find(Items::key(gone, i));
      if (found != map.end()) {
        map.erase(found);
        sum++;
      }
      Items::put(map, fresh, i, values, i);
    }
    return sum;
  }
  uint64_t erase(byte_stream keys, size_t n) override {
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
      auto found = map.find(Items::key(keys, i));
      if (found != map.end()) {
        map.erase(found);
        sum++;
      }
    }
    return sum;
  }
};
