// TOML for Swift: toml++ behind a C interface. A document is parsed into a flat list of items in document order
// of their parents (each container before its children), which is all a caller needs to build its own tree.
#ifndef CTOML_H
#define CTOML_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ctoml_document ctoml_document;

typedef enum {
  CTOML_TABLE = 0,
  CTOML_ARRAY = 1,
  CTOML_STRING = 2,
  CTOML_INTEGER = 3,
  CTOML_FLOAT = 4,
  CTOML_BOOL = 5,
  CTOML_TIME = 6
} ctoml_kind;

/// One value. Lines and columns count from 1; text pointers live as long as the document.
typedef struct {
  uint32_t kind;
  /// Values directly inside this table or array.
  uint32_t children;
  uint32_t line, column;
  /// Null for array elements and the root.
  const char *key;
  size_t key_length;
  uint32_t key_line, key_column;
  /// Strings; dates and times as they would be written.
  const char *text;
  size_t text_length;
  /// Integers and booleans.
  int64_t integer;
  double number;
} ctoml_item;

/// Parses UTF-8 text. Never null unless memory is exhausted; release it with ctoml_release.
ctoml_document *ctoml_parse(const char *text, size_t length);
void ctoml_release(ctoml_document *document);

/// The reason the text is not TOML, or null when it is.
const char *ctoml_error(const ctoml_document *document);
uint32_t ctoml_error_line(const ctoml_document *document);
uint32_t ctoml_error_column(const ctoml_document *document);

/// All values, parents before children, the root table first.
const ctoml_item *ctoml_items(const ctoml_document *document, size_t *count);

#ifdef __cplusplus
}
#endif
#endif
