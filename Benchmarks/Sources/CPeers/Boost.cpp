#include "Drivers.hpp"
#include "Makers.hpp"

#if __has_include(<boost/unordered/unordered_flat_map.hpp>)
#include <boost/unordered/unordered_flat_map.hpp>

namespace {
// boost::hash over characters, and lookup by view without building a string.
struct ViewHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return boost::hash<std::string_view>()(text); }
};
} // namespace

peer *make_boost(peer_kind kind) {
  switch (kind) {
  case peer_boost: return new WordPeer<boost::unordered_flat_map<uint64_t, uint64_t>>;
  case peer_boost_mix: return new WordPeer<boost::unordered_flat_map<uint64_t, uint64_t, MixHash>>;
  case peer_boost_inline: return new BytePeer<boost::unordered_flat_map<Inline16, Inline16, MixHash>, InlineItems>;
  case peer_boost_string:
    return new BytePeer<boost::unordered_flat_map<std::string, std::string, ViewHash, std::equal_to<>>,
                        LookupFirstStringItems<std::string_view>>;
  default: return nullptr;
  }
}
#else
peer *make_boost(peer_kind) { return nullptr; }
#endif
