#include "CToml.h"

#define TOML_EXCEPTIONS 0
// A "[[" that no name follows fails an assertion of the parser, ends the process, and is undefined where assertions are
// assumed (NDEBUG): without the assertion it goes on to its own error message.
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(0)
#include <toml++/toml.h>

#include <deque>
#include <new>
#include <sstream>
#include <string>
#include <vector>

struct ctoml_document {
  toml::table root;
  std::string error;
  toml::source_position error_position{};
  std::vector<ctoml_item> items;
  std::deque<std::string> times;

  void add(const toml::node &node, const toml::key *key) {
    ctoml_item item{};
    item.line = node.source().begin.line;
    item.column = node.source().begin.column;
    if (key != nullptr) {
      item.key = key->str().data();
      item.key_length = key->str().size();
      item.key_line = key->source().begin.line;
      item.key_column = key->source().begin.column;
    }
    if (const auto *table = node.as_table()) {
      item.kind = CTOML_TABLE;
      item.children = static_cast<uint32_t>(table->size());
      items.push_back(item);
      for (const auto &[name, child] : *table) add(child, &name);
    } else if (const auto *array = node.as_array()) {
      item.kind = CTOML_ARRAY;
      item.children = static_cast<uint32_t>(array->size());
      items.push_back(item);
      for (const auto &child : *array) add(child, nullptr);
    } else {
      fill(item, node);
      items.push_back(item);
    }
  }

  void fill(ctoml_item &item, const toml::node &node) {
    if (const auto *text = node.as_string()) {
      item.kind = CTOML_STRING;
      item.text = text->get().data();
      item.text_length = text->get().size();
    } else if (const auto *integer = node.as_integer()) {
      item.kind = CTOML_INTEGER;
      item.integer = integer->get();
    } else if (const auto *number = node.as_floating_point()) {
      item.kind = CTOML_FLOAT;
      item.number = number->get();
    } else if (const auto *flag = node.as_boolean()) {
      item.kind = CTOML_BOOL;
      item.integer = flag->get() ? 1 : 0;
    } else {
      std::ostringstream text;
      if (const auto *date = node.as_date()) text << date->get();
      if (const auto *time = node.as_time()) text << time->get();
      if (const auto *moment = node.as_date_time()) text << moment->get();
      times.push_back(text.str());
      item.kind = CTOML_TIME;
      item.text = times.back().data();
      item.text_length = times.back().size();
    }
  }
};

ctoml_document *ctoml_parse(const char *text, size_t length) {
  auto *document = new (std::nothrow) ctoml_document;
  if (document == nullptr) return nullptr;
  toml::parse_result result = toml::parse(std::string_view(text, length));
  if (result) {
    document->root = std::move(result).table();
    document->add(document->root, nullptr);
  } else {
    document->error = std::string(result.error().description());
    document->error_position = result.error().source().begin;
  }
  return document;
}

void ctoml_release(ctoml_document *document) { delete document; }

const char *ctoml_error(const ctoml_document *document) {
  return document->error.empty() ? nullptr : document->error.c_str();
}

uint32_t ctoml_error_line(const ctoml_document *document) { return document->error_position.line; }

uint32_t ctoml_error_column(const ctoml_document *document) { return document->error_position.column; }

const ctoml_item *ctoml_items(const ctoml_document *document, size_t *count) {
  *count = document->items.size();
  return document->items.data();
}
