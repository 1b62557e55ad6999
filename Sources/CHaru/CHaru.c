#include "CHaru.h"
#include "CLoading.h"

#include <hpdf.h>
#include <stdlib.h>
#include <string.h>

// Every function of the library that is used here.
#define FUNCTIONS(use)                                                                                              \
  use(HPDF_New) use(HPDF_Free) use(HPDF_GetError) use(HPDF_SetCompressionMode) use(HPDF_SetInfoAttr)                \
      use(HPDF_GetFont) use(HPDF_AddPage) use(HPDF_Page_SetWidth) use(HPDF_Page_SetHeight)                          \
          use(HPDF_Page_SetRGBFill) use(HPDF_Page_SetRGBStroke) use(HPDF_Page_SetFontAndSize)                       \
              use(HPDF_Page_BeginText) use(HPDF_Page_TextOut) use(HPDF_Page_EndText) use(HPDF_Page_TextWidth)       \
                  use(HPDF_Page_Rectangle) use(HPDF_Page_Fill) use(HPDF_Page_SetLineWidth) use(HPDF_Page_MoveTo)    \
                      use(HPDF_Page_LineTo) use(HPDF_Page_Stroke) use(HPDF_SaveToStream) use(HPDF_GetStreamSize)    \
                          use(HPDF_ReadFromStream) use(HPDF_ResetStream)

#if defined(__APPLE__)
LOADING_LIBRARY(FUNCTIONS, "libhpdf.dylib")
#else
LOADING_LIBRARY(FUNCTIONS, "libhpdf.so.2.4", "libhpdf.so.2", "libhpdf-2.4.so", "libhpdf-2.3.0.so", "libhpdf.so")
#endif

const char *pdf_load(void) { return load_library(); }

struct pdf_document {
  HPDF_Doc handle;
  HPDF_Page page;
  HPDF_Font fonts[3];
  uint8_t *bytes;
};

pdf_document *pdf_open(const char *title, const char *creator) {
  static const char *const faces[] = {"Helvetica", "Helvetica-Bold", "Courier"};
  pdf_document *document = calloc(1, sizeof *document);
  if (document == NULL) return NULL;
  // Without a handler the library keeps the first error, and every later call does nothing.
  document->handle = library.HPDF_New_(NULL, NULL);
  if (document->handle == NULL) {
    free(document);
    return NULL;
  }
  library.HPDF_SetCompressionMode_(document->handle, HPDF_COMP_ALL);
  // No date: the same report gives the same bytes.
  library.HPDF_SetInfoAttr_(document->handle, HPDF_INFO_TITLE, title);
  library.HPDF_SetInfoAttr_(document->handle, HPDF_INFO_CREATOR, creator);
  for (size_t index = 0; index < 3; index++) {
    document->fonts[index] = library.HPDF_GetFont_(document->handle, faces[index], "WinAnsiEncoding");
  }
  return document;
}

void pdf_close(pdf_document *document) {
  library.HPDF_Free_(document->handle);
  free(document->bytes);
  free(document);
}

void pdf_add_page(pdf_document *document, float width, float height) {
  document->page = library.HPDF_AddPage_(document->handle);
  if (document->page == NULL) return;
  library.HPDF_Page_SetWidth_(document->page, width);
  library.HPDF_Page_SetHeight_(document->page, height);
}

void pdf_ink(pdf_document *document, float red, float green, float blue) {
  if (document->page == NULL) return;
  library.HPDF_Page_SetRGBFill_(document->page, red, green, blue);
  library.HPDF_Page_SetRGBStroke_(document->page, red, green, blue);
}

void pdf_write(pdf_document *document, pdf_font font, float size, float x, float y, const char *text) {
  if (document->page == NULL) return;
  library.HPDF_Page_BeginText_(document->page);
  library.HPDF_Page_SetFontAndSize_(document->page, document->fonts[font], size);
  library.HPDF_Page_TextOut_(document->page, x, y, text);
  library.HPDF_Page_EndText_(document->page);
}

float pdf_width(pdf_document *document, pdf_font font, float size, const char *text) {
  if (document->page == NULL) return 0;
  library.HPDF_Page_SetFontAndSize_(document->page, document->fonts[font], size);
  return library.HPDF_Page_TextWidth_(document->page, text);
}

void pdf_box(pdf_document *document, float x, float y, float width, float height) {
  if (document->page == NULL) return;
  library.HPDF_Page_Rectangle_(document->page, x, y, width, height);
  library.HPDF_Page_Fill_(document->page);
}

void pdf_line(pdf_document *document, float x1, float y1, float x2, float y2, float width) {
  if (document->page == NULL) return;
  library.HPDF_Page_SetLineWidth_(document->page, width);
  library.HPDF_Page_MoveTo_(document->page, x1, y1);
  library.HPDF_Page_LineTo_(document->page, x2, y2);
  library.HPDF_Page_Stroke_(document->page);
}

const uint8_t *pdf_finish(pdf_document *document, size_t *size, unsigned long *number) {
  library.HPDF_SaveToStream_(document->handle);
  *number = library.HPDF_GetError_(document->handle);
  if (*number != HPDF_OK) return NULL;
  HPDF_UINT32 count = library.HPDF_GetStreamSize_(document->handle);
  library.HPDF_ResetStream_(document->handle);
  document->bytes = malloc(count > 0 ? count : 1);
  if (document->bytes == NULL) return NULL;
  library.HPDF_ReadFromStream_(document->handle, document->bytes, &count);
  *size = count;
  return document->bytes;
}
