// Libraries that are loaded when first used, since linking them would cost every start of the program.
#ifndef CLOADING_H
#define CLOADING_H

#include <pthread.h>
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

#define LOADING_POINTER(name) __typeof__(&name) name##_;
#define LOADING_SYMBOL(name) {#name, (void **)&library.name##_},

/// Declares `library`, which has a pointer `name_` for every function of the table `functions(use)`, and
/// `load_library()`, which fills it from the first of the named libraries that there is, once for all threads; it
/// returns NULL, or what is missing.
#define LOADING_LIBRARY(functions, ...)                                                                             \
  static struct { functions(LOADING_POINTER) } library;                                                             \
  static char loading_trouble[512];                                                                                 \
  static int loading_succeeded;                                                                                     \
  static void loading_run(void) {                                                                                   \
    static const char *const libraries[] = {__VA_ARGS__};                                                           \
    static const loading_symbol symbols[] = {functions(LOADING_SYMBOL)};                                            \
    loading_succeeded = loading_library(                                                                            \
        libraries, sizeof libraries / sizeof libraries[0], symbols, sizeof symbols / sizeof symbols[0],             \
        loading_trouble, sizeof loading_trouble);                                                                   \
  }                                                                                                                 \
  static const char *load_library(void) {                                                                           \
    static pthread_once_t once = PTHREAD_ONCE_INIT;                                                                 \
    pthread_once(&once, loading_run);                                                                               \
    return loading_succeeded ? NULL : loading_trouble;                                                              \
  }

#endif
