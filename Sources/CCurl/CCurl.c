#define _GNU_SOURCE
#include "CCurl.h"
#include "CLoading.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The type checks of the header's macros name functions of the library, which is not linked.
#undef curl_easy_setopt
#undef curl_easy_getinfo

// Every function of the library that is used here.
#define FUNCTIONS(use)                                                                                              \
  use(curl_global_init) use(curl_easy_init) use(curl_easy_cleanup) use(curl_easy_reset) use(curl_easy_setopt)       \
      use(curl_easy_getinfo) use(curl_easy_perform) use(curl_easy_strerror) use(curl_slist_append)                  \
          use(curl_slist_free_all)

#if defined(__APPLE__)
LOADING_LIBRARY(FUNCTIONS, "libcurl.4.dylib", "/usr/lib/libcurl.4.dylib")
#else
LOADING_LIBRARY(FUNCTIONS, "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so")
#endif

static bool is_ready;

static void prepare(void) { is_ready = library.curl_global_init_(CURL_GLOBAL_DEFAULT) == CURLE_OK; }

const char *curl_client_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  const char *trouble = load_library();
  if (trouble != NULL) return trouble;
  pthread_once(&once, prepare);
  return is_ready ? NULL : "curl_global_init failed";
}

struct curl_client {
  CURL *handle;
  uint8_t *body;
  size_t size;
  size_t room;
  size_t limit;
  bool is_too_large;
  const uint8_t *cancelled;
  bool (*on_part)(void *context, const uint8_t *bytes, size_t size);
  void *context;
};

curl_client *curl_client_open(void) {
  curl_client *client = calloc(1, sizeof *client);
  if (client == NULL) return NULL;
  client->handle = library.curl_easy_init_();
  if (client->handle != NULL) return client;
  free(client);
  return NULL;
}

void curl_client_close(curl_client *client) {
  library.curl_easy_cleanup_(client->handle);
  free(client->body);
  free(client);
}

static size_t take(char *part, size_t one, size_t count, void *context) {
  curl_client *client = context;
  size_t size = one * count;
  if (client->on_part != NULL) {
    long status = 0;
    library.curl_easy_getinfo_(client->handle, CURLINFO_RESPONSE_CODE, &status);
    if (status == 200) return client->on_part(client->context, (const uint8_t *)part, size) ? size : 0;
  }
  if (size > client->limit - client->size) {
    client->is_too_large = true;
    return 0;
  }
  if (size > client->room - client->size) {
    size_t room = client->room < 4096 ? 4096 : client->room;
    while (room - client->size < size) room *= 2;
    uint8_t *body = realloc(client->body, room);
    if (body == NULL) return 0;
    client->body = body;
    client->room = room;
  }
  memcpy(client->body + client->size, part, size);
  client->size += size;
  return size;
}

static int look(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
  (void)a, (void)b, (void)c, (void)d;
  const curl_client *client = context;
  return client->cancelled != NULL && curl_is_cancelled(client->cancelled);
}

static curl_fault fault_of(CURLcode code) {
  switch (code) {
    case CURLE_OK: return curl_fault_none;
    case CURLE_COULDNT_RESOLVE_HOST: return curl_fault_host;
    case CURLE_COULDNT_CONNECT: return curl_fault_connection;
    case CURLE_OPERATION_TIMEDOUT: return curl_fault_late;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: return curl_fault_certificate;
    default: return curl_fault_other;
  }
}

void curl_client_ask(curl_client *client, const curl_request *request, curl_answer *answer) {
  memset(answer, 0, sizeof *answer);
  client->size = 0;
  client->limit = request->answer_limit;
  client->is_too_large = false;
  client->cancelled = request->cancelled;
  client->on_part = request->on_part;
  client->context = request->context;
  struct curl_slist *headers = NULL;
  bool is_complete = true;
  for (size_t index = 0; is_complete && index < request->header_count; index++) {
    struct curl_slist *longer = library.curl_slist_append_(headers, request->headers[index]);
    is_complete = longer != NULL;
    if (is_complete) headers = longer;
  }
  char reason[CURL_ERROR_SIZE] = "";
  // A reset keeps connections.
  library.curl_easy_reset_(client->handle);
  CURLcode code = is_complete ? CURLE_OK : CURLE_OUT_OF_MEMORY;
#define SET(option, value)                                                                                          \
  do {                                                                                                              \
    if (code == CURLE_OK) code = library.curl_easy_setopt_(client->handle, option, value);                          \
  } while (false)
  SET(CURLOPT_ERRORBUFFER, reason);
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_URL, request->url);
  SET(CURLOPT_PROTOCOLS_STR, "http,https");
  SET(CURLOPT_HTTPHEADER, headers);
  if (request->on_part == NULL) {
    SET(CURLOPT_TIMEOUT_MS, request->timeout_ms);
  } else {
    SET(CURLOPT_CONNECTTIMEOUT_MS, request->timeout_ms);
    SET(CURLOPT_LOW_SPEED_LIMIT, 1L);
    SET(CURLOPT_LOW_SPEED_TIME, request->timeout_ms / 1000 + 1);
  }
  SET(CURLOPT_WRITEFUNCTION, take);
  SET(CURLOPT_WRITEDATA, client);
  SET(CURLOPT_XFERINFOFUNCTION, look);
  SET(CURLOPT_XFERINFODATA, client);
  SET(CURLOPT_NOPROGRESS, 0L);
  if (request->is_direct) SET(CURLOPT_PROXY, "");
  if (request->authority != NULL) SET(CURLOPT_CAINFO, request->authority);
  if (request->authority != NULL) SET(CURLOPT_CAPATH, (char *)NULL);
  if (request->trusts_anyone) SET(CURLOPT_SSL_VERIFYPEER, 0L);
  if (request->trusts_anyone) SET(CURLOPT_SSL_VERIFYHOST, 0L);
  if (strcmp(request->method, "GET") == 0) {
    SET(CURLOPT_HTTPGET, 1L);
  } else {
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_size);
    SET(CURLOPT_POSTFIELDS, request->body_size > 0 ? request->body : "");
    SET(CURLOPT_CUSTOMREQUEST, request->method);
  }
  if (code == CURLE_OK) code = library.curl_easy_perform_(client->handle);
  library.curl_slist_free_all_(headers);
  answer->is_too_large = client->is_too_large;
  answer->fault = fault_of(code);
  if (code != CURLE_OK) {
    snprintf(answer->trouble, sizeof answer->trouble, "%s",
             reason[0] != 0 ? reason : library.curl_easy_strerror_(code));
    return;
  }
  curl_off_t wait = 0;
  library.curl_easy_getinfo_(client->handle, CURLINFO_RESPONSE_CODE, &answer->status);
  if (library.curl_easy_getinfo_(client->handle, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0) {
    answer->retry_after = wait > 86400 ? 86400 : (long)wait;
  }
  answer->body = client->body;
  answer->body_size = client->size;
}
