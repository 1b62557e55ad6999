// Tables of facts as bytes of the program, so that it needs no file beside it.
#ifndef CFACTS_H
#define CFACTS_H

#include <stddef.h>

/// Sources/Market/Contracts/contracts.toml.
const unsigned char *facts_contracts(size_t *count);

/// docs/options/grafana_dashboard.json.
const unsigned char *facts_dashboard(size_t *count);

/// deploy/prometheus/g6.rules.yml.
const unsigned char *facts_rules(size_t *count);

/// examples/providers/echo.py.
const unsigned char *facts_provider(size_t *count);

#endif
