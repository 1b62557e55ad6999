#include "CFacts.h"

// The compiler of the toolchain has #embed in every mode, and says that C23 brought it.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char contracts[] = {
#embed "../Market/Contracts/contracts.toml"
};

static const unsigned char dashboard[] = {
#embed "../../docs/options/grafana_dashboard.json"
};

static const unsigned char rules[] = {
#embed "../../deploy/prometheus/g6.rules.yml"
};

static const unsigned char provider[] = {
#embed "../../examples/providers/echo.py"
};

const unsigned char *facts_contracts(size_t *count) {
  *count = sizeof contracts;
  return contracts;
}

const unsigned char *facts_dashboard(size_t *count) {
  *count = sizeof dashboard;
  return dashboard;
}

const unsigned char *facts_rules(size_t *count) {
  *count = sizeof rules;
  return rules;
}

const unsigned char *facts_provider(size_t *count) {
  *count = sizeof provider;
  return provider;
}
