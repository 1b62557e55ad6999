#include "CLoading.h"

#include <dlfcn.h>
#include <stdio.h>

int loading_library(
    const char *const *libraries, size_t library_count, const loading_symbol *symbols, size_t symbol_count, char *trouble,
    size_t size) {
  void *handle = NULL;
  for (size_t index = 0; handle == NULL && index < library_count; index++) {
    handle = dlopen(libraries[index], RTLD_NOW | RTLD_LOCAL);
  }
  const char *missing = handle == NULL ? libraries[0] : NULL;
  for (size_t index = 0; missing == NULL && index < symbol_count; index++) {
    *symbols[index].address = dlsym(handle, symbols[index].name);
    if (*symbols[index].address == NULL) missing = symbols[index].name;
  }
  if (missing == NULL) return 1;
  const char *reason = dlerror();
  snprintf(trouble, size, "%s", reason != NULL ? reason : missing);
  return 0;
}
