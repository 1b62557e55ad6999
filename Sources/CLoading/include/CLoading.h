// Libraries that are loaded when first used, since linking them would cost every start of the program.
#ifndef CLOADING_H
#define CLOADING_H

#include <stddef.h>

/// A function of a library and where its address goes.
typedef struct {
  const char *name;
  void **address;
} loading_symbol;

/// Loads the first of the libraries that there is and finds every symbol in it. Returns whether all were found; else
/// `trouble` says what is missing. A library once loaded stays.
int loading_library(
    const char *const *libraries, size_t library_count, const loading_symbol *symbols, size_t symbol_count, char *trouble,
    size_t size);

#endif
