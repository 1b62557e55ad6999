#include "Drivers.hpp"
#include "Makers.hpp"

#if __has_include(<absl/container/flat_hash_map.h>)
#include <absl/container/flat_hash_map.h>
#include <absl/strings/string_view.h>

peer *make_absl(peer_kind kind) {
  switch (kind) {
  case peer_absl: return new WordPeer<absl::flat_hash_map<uint64_t, uint64_t>>;
  case peer_absl_mix: return new WordPeer<absl::flat_hash_map<uint64_t, uint64_t, MixHash>>;
  case peer_absl_inline: return new BytePeer<absl::flat_hash_map<Inline16, Inline16, MixHash>, InlineItems>;
  case peer_absl_string:
    return new BytePeer<absl::flat_hash_map<std::string, std::string>, StringItems<absl::string_view>>;
  default: return nullptr;
  }
}
#else
peer *make_absl(peer_kind) { return nullptr; }
#endif
