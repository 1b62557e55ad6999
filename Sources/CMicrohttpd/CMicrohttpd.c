#define _GNU_SOURCE
#include "CMicrohttpd.h"
#include "CLoading.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

// Every function of the library that is used here.
#define FUNCTIONS(use)                                                                                              \
  use(MHD_start_daemon) use(MHD_stop_daemon) use(MHD_quiesce_daemon) use(MHD_get_connection_info)                   \
      use(MHD_get_connection_values) use(MHD_suspend_connection) use(MHD_resume_connection)                         \
          use(MHD_create_response_from_buffer) use(MHD_create_response_from_callback) use(MHD_add_response_header)  \
              use(MHD_queue_response) use(MHD_destroy_response)

#if defined(__APPLE__)
LOADING_LIBRARY(
    FUNCTIONS, "libmicrohttpd.12.dylib", "/opt/homebrew/lib/libmicrohttpd.12.dylib",
    "/usr/local/lib/libmicrohttpd.12.dylib")
#else
LOADING_LIBRARY(FUNCTIONS, "libmicrohttpd.so.12", "libmicrohttpd.so")
#endif

const char *microhttpd_load(void) { return load_library(); }

// What the library complains about while the calling thread starts a daemon; afterwards it says nothing that matters.
static _Thread_local char *complaint_text;
static _Thread_local size_t complaint_size;

static void complain(void *context, const char *format, va_list arguments) {
  (void)context;
  if (complaint_text != NULL) vsnprintf(complaint_text, complaint_size, format, arguments);
}

static int digit(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  char lower = character | 32;
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Decodes percent signs in place, but for the byte 0, which would end the text and hide what stands behind it.
static size_t decode(void *context, struct MHD_Connection *connection, char *text) {
  (void)context, (void)connection;
  char *out = text;
  for (const char *in = text; *in != 0; in++) {
    int high = *in == '%' ? digit(in[1]) : -1;
    int low = high >= 0 ? digit(in[2]) : -1;
    if (low < 0 || (high | low) == 0) {
      *out++ = *in;
    } else {
      *out++ = (char)(high << 4 | low);
      in += 2;
    }
  }
  *out = 0;
  return (size_t)(out - text);
}

struct MHD_Daemon *microhttpd_start(const microhttpd_settings *settings, char *complaint, size_t size) {
  unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
  struct MHD_OptionItem options[12];
  size_t count = 0;
#define OPTION(name, number, pointer) options[count++] = (struct MHD_OptionItem){name, (intptr_t)(number), pointer}
  OPTION(MHD_OPTION_EXTERNAL_LOGGER, complain, NULL);
  OPTION(MHD_OPTION_UNESCAPE_CALLBACK, decode, NULL);
  OPTION(MHD_OPTION_LISTEN_SOCKET, settings->socket, NULL);
  OPTION(MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->connection_bytes, NULL);
  OPTION(MHD_OPTION_CONNECTION_LIMIT, settings->connections, NULL);
  OPTION(MHD_OPTION_CONNECTION_TIMEOUT, settings->idle_seconds, NULL);
  OPTION(MHD_OPTION_NOTIFY_COMPLETED, settings->completed, settings->context);
  OPTION(MHD_OPTION_NOTIFY_CONNECTION, settings->connection, settings->context);
  if (settings->threads > 1) OPTION(MHD_OPTION_THREAD_POOL_SIZE, settings->threads, NULL);
  if (settings->certificate != NULL && settings->key != NULL) {
    flags |= MHD_USE_TLS;
    OPTION(MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)settings->certificate);
    OPTION(MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)settings->key);
  }
  OPTION(MHD_OPTION_END, 0, NULL);
  if (size > 0) complaint[0] = 0;
  complaint_text = size > 0 ? complaint : NULL;
  complaint_size = size;
  struct MHD_Daemon *daemon = library.MHD_start_daemon_(
      flags, 0, NULL, NULL, settings->answer, settings->context, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
  complaint_text = NULL;
  return daemon;
}

int microhttpd_quiesce(struct MHD_Daemon *daemon) { return library.MHD_quiesce_daemon_(daemon); }

void microhttpd_stop(struct MHD_Daemon *daemon) { library.MHD_stop_daemon_(daemon); }

static const union MHD_ConnectionInfo *info(struct MHD_Connection *connection, enum MHD_ConnectionInfoType type) {
  return library.MHD_get_connection_info_(connection, type);
}

const struct sockaddr *microhttpd_client(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *found = info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  return found ? found->client_addr : NULL;
}

size_t microhttpd_header_size(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *found = info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return found ? found->header_size : 0;
}

void *microhttpd_socket_context(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *found = info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return found ? found->socket_context : NULL;
}

int microhttpd_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *found = info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return found ? found->connect_fd : -1;
}

void microhttpd_values(
    struct MHD_Connection *connection, enum MHD_ValueKind kind, MHD_KeyValueIterator iterator, void *context) {
  library.MHD_get_connection_values_(connection, kind, iterator, context);
}

void microhttpd_suspend(struct MHD_Connection *connection) { library.MHD_suspend_connection_(connection); }

void microhttpd_resume(struct MHD_Connection *connection) { library.MHD_resume_connection_(connection); }

struct MHD_Response *microhttpd_bytes(const void *bytes, size_t count) {
  return library.MHD_create_response_from_buffer_(count, (void *)bytes, MHD_RESPMEM_MUST_COPY);
}

struct MHD_Response *microhttpd_stream(
    size_t block, MHD_ContentReaderCallback reader, void *context, MHD_ContentReaderFreeCallback release) {
  return library.MHD_create_response_from_callback_(MHD_SIZE_UNKNOWN, block, reader, context, release);
}

enum MHD_Result microhttpd_header(struct MHD_Response *response, const char *name, const char *value) {
  return library.MHD_add_response_header_(response, name, value);
}

enum MHD_Result microhttpd_queue(struct MHD_Connection *connection, unsigned status, struct MHD_Response *response) {
  return library.MHD_queue_response_(connection, status, response);
}

void microhttpd_release(struct MHD_Response *response) { library.MHD_destroy_response_(response); }
