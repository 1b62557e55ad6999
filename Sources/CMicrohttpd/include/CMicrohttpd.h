// libmicrohttpd for Swift. The library is loaded when the first listener starts: linking it would cost every start of
// the program the milliseconds that its TLS needs. Here too are its variadic functions, which Swift cannot call.
#ifndef CMICROHTTPD_H
#define CMICROHTTPD_H

#include <microhttpd.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/// What a daemon is started with. Texts are only read while it starts.
typedef struct {
  /// A socket that is bound and listens; the daemon closes it.
  int socket;
  /// Threads that serve.
  unsigned threads;
  /// Connections at a time.
  unsigned connections;
  /// Seconds without a byte after which a connection is closed; 0 for never.
  unsigned idle_seconds;
  /// Bytes a connection may use for headers and for what it sends.
  size_t connection_bytes;
  /// PEM; both or neither.
  const char *certificate;
  const char *key;
  MHD_AccessHandlerCallback answer;
  MHD_RequestCompletedCallback completed;
  MHD_NotifyConnectionCallback connection;
  void *context;
} microhttpd_settings;

/// Loads the library, once; NULL when it is there, else why not, for as long as the program runs.
const char *microhttpd_load(void);

/// A daemon that serves, or NULL; then `complaint` says why.
struct MHD_Daemon *microhttpd_start(const microhttpd_settings *settings, char *complaint, size_t size);
/// Accepts nothing more; the socket, which is the caller's now.
int microhttpd_quiesce(struct MHD_Daemon *daemon);
/// Ends all connections and waits for the threads.
void microhttpd_stop(struct MHD_Daemon *daemon);

const struct sockaddr *microhttpd_client(struct MHD_Connection *connection);
size_t microhttpd_header_size(struct MHD_Connection *connection);
void *microhttpd_socket_context(struct MHD_Connection *connection);
int microhttpd_socket(struct MHD_Connection *connection);
void microhttpd_values(
    struct MHD_Connection *connection, enum MHD_ValueKind kind, MHD_KeyValueIterator iterator, void *context);
void microhttpd_suspend(struct MHD_Connection *connection);
void microhttpd_resume(struct MHD_Connection *connection);

/// A response that owns a copy of the bytes; NULL without memory.
struct MHD_Response *microhttpd_bytes(const void *bytes, size_t count);
/// A response that is read piece by piece.
struct MHD_Response *microhttpd_stream(
    size_t block, MHD_ContentReaderCallback reader, void *context, MHD_ContentReaderFreeCallback release);
enum MHD_Result microhttpd_header(struct MHD_Response *response, const char *name, const char *value);
enum MHD_Result microhttpd_queue(struct MHD_Connection *connection, unsigned status, struct MHD_Response *response);
void microhttpd_release(struct MHD_Response *response);

#endif
