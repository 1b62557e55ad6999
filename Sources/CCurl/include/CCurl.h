// libcurl for Swift. The library is loaded when the first request is made: linking it would cost every start of the
// program the milliseconds that its TLS needs. Its options are variadic functions, which Swift cannot call.
#ifndef CCURL_H
#define CCURL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// One request. Texts and bytes are only read while it is made.
typedef struct {
  const char *url;
  const char *method;
  /// `Name: value` each.
  const char *const *headers;
  size_t header_count;
  const void *body;
  size_t body_size;
  /// Milliseconds for everything together; with `on_part` for the connection, and for every silence behind it.
  long timeout_ms;
  /// The most bytes an answer may have.
  size_t answer_limit;
  /// A file in PEM with the only certificates to trust; NULL for those of the system.
  const char *authority;
  /// Whether any certificate will do.
  bool trusts_anyone;
  /// Whether proxies that the environment names are passed by.
  bool is_direct;
  /// Gets the parts of an answer of status 200 as they come, instead of gathering them; false ends the request. May be NULL.
  bool (*on_part)(void *context, const uint8_t *bytes, size_t size);
  void *context;
  /// Looked at now and then; the request is given up once it is not zero. May be NULL.
  const uint8_t *cancelled;
} curl_request;

/// What kept an answer away.
typedef enum {
  curl_fault_none,
  curl_fault_host,
  curl_fault_connection,
  curl_fault_late,
  curl_fault_certificate,
  curl_fault_other,
} curl_fault;

/// What became of it. `body` belongs to the handle until its next request.
typedef struct {
  /// The status, 0 where no answer came.
  long status;
  const uint8_t *body;
  size_t body_size;
  /// Seconds the server asked to wait, or 0.
  long retry_after;
  /// Why there is no answer; empty where there is one.
  char trouble[256];
  curl_fault fault;
  bool is_too_large;
} curl_answer;

/// A connection that is kept between requests.
typedef struct curl_client curl_client;

/// Loads the library, once; NULL when it is there, else why not, for as long as the program runs.
const char *curl_client_load(void);
/// A client for one thread at a time, or NULL without memory.
curl_client *curl_client_open(void);
/// Makes a request and waits for its answer.
void curl_client_ask(curl_client *client, const curl_request *request, curl_answer *answer);
void curl_client_close(curl_client *client);


/// Sets a flag that a request looks at.
static inline void curl_cancel(uint8_t *flag) { __atomic_store_n(flag, 1, __ATOMIC_RELAXED); }
/// Whether it is set.
static inline bool curl_is_cancelled(const uint8_t *flag) { return __atomic_load_n(flag, __ATOMIC_RELAXED) != 0; }

#endif
