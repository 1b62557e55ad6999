// SQLite for Swift. The library is loaded when the first database is opened, so that no other command pays for it.
#ifndef CSQLITE_H
#define CSQLITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How a call ended.
typedef enum {
  sqlite_outcome_done,
  /// A row is there to be read.
  sqlite_outcome_row,
  /// Somebody else was writing for longer than was waited.
  sqlite_outcome_busy,
  /// The disk, or the size the file may have.
  sqlite_outcome_full,
  /// Pages that contradict one another.
  sqlite_outcome_corrupt,
  /// Bytes that are no database at all.
  sqlite_outcome_foreign,
  sqlite_outcome_read_only,
  sqlite_outcome_cannot_open,
  sqlite_outcome_io,
  sqlite_outcome_other,
} sqlite_outcome;

typedef struct sqlite3 sqlite_database;
typedef struct sqlite3_stmt sqlite_statement;

/// Loads the library, once; NULL when it is there, else why not, for as long as the program runs.
const char *sqlite_load(void);

/// Opens a file, for reading alone where it is write-protected; `*database` is to be closed even when that failed,
/// unless it is NULL.
sqlite_outcome sqlite_open(const char *path, bool creates, int wait_ms, sqlite_database **database);
void sqlite_close(sqlite_database *database);
/// Runs statements without results.
sqlite_outcome sqlite_run(sqlite_database *database, const char *statements);
/// The last error in words, until the next call.
const char *sqlite_message(sqlite_database *database);
int64_t sqlite_last_row(sqlite_database *database);
/// Rows the last statement changed.
int64_t sqlite_changed_rows(sqlite_database *database);

sqlite_outcome sqlite_prepare(sqlite_database *database, const char *text, sqlite_statement **statement);
void sqlite_finish(sqlite_statement *statement);
/// Puts a value in place of a question mark, counted from 1. Texts are copied.
sqlite_outcome sqlite_bind_text_at(sqlite_statement *statement, int place, const char *text, size_t size);
sqlite_outcome sqlite_bind_integer_at(sqlite_statement *statement, int place, int64_t value);
sqlite_outcome sqlite_bind_number_at(sqlite_statement *statement, int place, double value);
sqlite_outcome sqlite_bind_nothing_at(sqlite_statement *statement, int place);
sqlite_outcome sqlite_next(sqlite_statement *statement);
/// Columns are counted from 0.
bool sqlite_is_nothing(sqlite_statement *statement, int column);
int64_t sqlite_integer(sqlite_statement *statement, int column);
double sqlite_number(sqlite_statement *statement, int column);
/// A text without its end mark, until the next row; NULL only without memory.
const uint8_t *sqlite_text(sqlite_statement *statement, int column, size_t *size);

#endif
