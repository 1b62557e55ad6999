// The files of the dashboard as bytes of the program. They stand in Sources/Server/Page; CPage.c names each of them.
#ifndef CPAGE_H
#define CPAGE_H

#include <stddef.h>

typedef struct {
  /// Where the page finds it, such as /static/view.js.
  const char *path;
  const char *type;
  const unsigned char *bytes;
  size_t count;
} page_asset;

/// All files; the last entry has no path.
const page_asset *page_assets(void);

#endif
