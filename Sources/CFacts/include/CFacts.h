// Tables of facts as bytes of the program, so that it needs no file beside it.
#ifndef CFACTS_H
#define CFACTS_H

#include <stddef.h>

/// Sources/Market/Contracts/contracts.toml.
const unsigned char *facts_contracts(size_t *count);

#endif
