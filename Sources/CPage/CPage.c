#include "CPage.h"

// The compiler of the toolchain has #embed in every mode, and says that C23 brought it.
#pragma clang diagnostic ignored "-Wc23-extensions"

#define HTML "text/html; charset=utf-8"
#define CSS "text/css; charset=utf-8"
#define SCRIPT "text/javascript; charset=utf-8"
#define PICTURE "image/svg+xml"

// One array a file:
//   static const unsigned char view_js[] = {
//   #embed "../Server/Page/view.js"
//   };

// One line a file:
//   {"/static/view.js", SCRIPT, view_js, sizeof view_js},
static const page_asset assets[] = {
    {NULL, NULL, NULL, 0},
};

const page_asset *page_assets(void) { return assets; }
