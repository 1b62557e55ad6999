// libharu for Swift: pages with text, lines and filled boxes. The library is loaded when the first document is made.
#ifndef CHARU_H
#define CHARU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The fonts every reader of PDF has.
typedef enum { pdf_font_plain, pdf_font_bold, pdf_font_mono } pdf_font;

/// A document that grows. Lengths are points, from the lower left corner. After an error nothing changes it any more.
typedef struct pdf_document pdf_document;

/// Loads the library, once; NULL when it is there, else why not, for as long as the program runs.
const char *pdf_load(void);

/// A document without pages, or NULL without memory. Texts are in the encoding of Windows (WinAnsi).
pdf_document *pdf_open(const char *title, const char *creator);
void pdf_close(pdf_document *document);
/// Begins a page; what follows is drawn on it.
void pdf_add_page(pdf_document *document, float width, float height);
/// Shades of red, green and blue from 0 to 1, for what follows on the page.
void pdf_ink(pdf_document *document, float red, float green, float blue);
void pdf_write(pdf_document *document, pdf_font font, float size, float x, float y, const char *text);
/// The width of a text.
float pdf_width(pdf_document *document, pdf_font font, float size, const char *text);
void pdf_box(pdf_document *document, float x, float y, float width, float height);
void pdf_line(pdf_document *document, float x1, float y1, float x2, float y2, float width);
/// The finished file; belongs to the document. NULL after an error, which `*trouble` then numbers.
const uint8_t *pdf_finish(pdf_document *document, size_t *size, unsigned long *trouble);

#endif
