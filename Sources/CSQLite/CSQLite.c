#include "CSQLite.h"
#include "CLoading.h"

#include <sqlite3.h>

// Every function of the library that is used here.
#define FUNCTIONS(use)                                                                                              \
  use(sqlite3_open_v2) use(sqlite3_close_v2) use(sqlite3_busy_timeout) use(sqlite3_exec) use(sqlite3_errmsg)        \
      use(sqlite3_last_insert_rowid) use(sqlite3_changes) use(sqlite3_prepare_v2) use(sqlite3_finalize)             \
          use(sqlite3_bind_text) use(sqlite3_bind_int64) use(sqlite3_bind_double) use(sqlite3_bind_null)            \
              use(sqlite3_step) use(sqlite3_column_type) use(sqlite3_column_int64) use(sqlite3_column_double)       \
                  use(sqlite3_column_text) use(sqlite3_column_bytes)

#if defined(__APPLE__)
LOADING_LIBRARY(FUNCTIONS, "libsqlite3.0.dylib", "/usr/lib/libsqlite3.dylib")
#else
LOADING_LIBRARY(FUNCTIONS, "libsqlite3.so.0", "libsqlite3.so")
#endif

const char *sqlite_load(void) { return load_library(); }

static sqlite_outcome outcome_of(int code) {
  switch (code & 0xFF) {
    case SQLITE_OK:
    case SQLITE_DONE: return sqlite_outcome_done;
    case SQLITE_ROW: return sqlite_outcome_row;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return sqlite_outcome_busy;
    case SQLITE_FULL: return sqlite_outcome_full;
    case SQLITE_CORRUPT: return sqlite_outcome_corrupt;
    case SQLITE_NOTADB: return sqlite_outcome_foreign;
    case SQLITE_READONLY: return sqlite_outcome_read_only;
    case SQLITE_CANTOPEN: return sqlite_outcome_cannot_open;
    case SQLITE_IOERR: return sqlite_outcome_io;
    default: return sqlite_outcome_other;
  }
}

sqlite_outcome sqlite_open(const char *path, bool creates, int wait_ms, sqlite_database **database) {
  int flags = SQLITE_OPEN_READWRITE | (creates ? SQLITE_OPEN_CREATE : 0);
  int code = library.sqlite3_open_v2_(path, database, flags, NULL);
  if (code == SQLITE_OK) library.sqlite3_busy_timeout_(*database, wait_ms);
  return outcome_of(code);
}

void sqlite_close(sqlite_database *database) { library.sqlite3_close_v2_(database); }

sqlite_outcome sqlite_run(sqlite_database *database, const char *statements) {
  return outcome_of(library.sqlite3_exec_(database, statements, NULL, NULL, NULL));
}

const char *sqlite_message(sqlite_database *database) { return library.sqlite3_errmsg_(database); }

int64_t sqlite_last_row(sqlite_database *database) { return library.sqlite3_last_insert_rowid_(database); }

int64_t sqlite_changed_rows(sqlite_database *database) { return library.sqlite3_changes_(database); }

sqlite_outcome sqlite_prepare(sqlite_database *database, const char *text, sqlite_statement **statement) {
  return outcome_of(library.sqlite3_prepare_v2_(database, text, -1, statement, NULL));
}

void sqlite_finish(sqlite_statement *statement) { library.sqlite3_finalize_(statement); }

sqlite_outcome sqlite_bind_text_at(sqlite_statement *statement, int place, const char *text, size_t size) {
  return outcome_of(library.sqlite3_bind_text_(statement, place, text, (int)size, SQLITE_TRANSIENT));
}

sqlite_outcome sqlite_bind_integer_at(sqlite_statement *statement, int place, int64_t value) {
  return outcome_of(library.sqlite3_bind_int64_(statement, place, value));
}

sqlite_outcome sqlite_bind_number_at(sqlite_statement *statement, int place, double value) {
  return outcome_of(library.sqlite3_bind_double_(statement, place, value));
}

sqlite_outcome sqlite_bind_nothing_at(sqlite_statement *statement, int place) {
  return outcome_of(library.sqlite3_bind_null_(statement, place));
}

sqlite_outcome sqlite_next(sqlite_statement *statement) { return outcome_of(library.sqlite3_step_(statement)); }

bool sqlite_is_nothing(sqlite_statement *statement, int column) {
  return library.sqlite3_column_type_(statement, column) == SQLITE_NULL;
}

int64_t sqlite_integer(sqlite_statement *statement, int column) {
  return library.sqlite3_column_int64_(statement, column);
}

double sqlite_number(sqlite_statement *statement, int column) {
  return library.sqlite3_column_double_(statement, column);
}

const uint8_t *sqlite_text(sqlite_statement *statement, int column, size_t *size) {
  const uint8_t *text = library.sqlite3_column_text_(statement, column);
  *size = (size_t)library.sqlite3_column_bytes_(statement, column);
  return text;
}
