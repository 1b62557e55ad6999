#include "CFacts.h"

// The compiler of the toolchain has #embed in every mode, and says that C23 brought it.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char contracts[] = {
#embed "../Market/Contracts/contracts.toml"
};

const unsigned char *facts_contracts(size_t *count) {
  *count = sizeof contracts;
  return contracts;
}
