/* js_compile.h over JerryScript built with JERRY_SNAPSHOT_SAVE: static snapshots, which run where they lie. */
#include "../host/js_compile.h"

#include <jerryscript-snapshot.h>
#include <jerryscript.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../js_code.h"

enum { MOST_NAMES = 16384 };

int js_compiles(void) { return jerry_feature_enabled(JERRY_FEATURE_SNAPSHOT_SAVE); }

uint32_t js_build(void) { return JERRY_SNAPSHOT_VERSION; }

static int refused(jerry_value_t value) {
  char text[200];
  jerry_size_t length;
  jerry_value_t words;

  if (!jerry_value_is_exception(value)) return 0;
  words = jerry_value_to_string(jerry_exception_value(value, false));
  length = jerry_string_to_buffer(words, JERRY_ENCODING_UTF8, (jerry_char_t *)text, sizeof text - 1);
  text[length] = '\0';
  fprintf(stderr, "js-compile: %s\n", text);
  return 1;
}

/* 0 where it cannot be made. */
static size_t snapshot(const struct ders_storage *source, uint32_t options, void *room, size_t size) {
  jerry_value_t script = jerry_parse(source->bytes, source->size, NULL), made;

  if (refused(script)) return 0;
  made = jerry_generate_snapshot(script, options, room, size);
  return refused(made) ? 0 : (size_t)jerry_value_as_number(made);
}

/* The library lists each text as `LENGTH TEXT` and a line's end. */
int js_names(const struct ders_storage *source, void *room, size_t size, size_t *length) {
  void *whole = malloc(size);
  char *list = malloc(size), *at = list, *end;
  uint8_t *out = room;
  size_t made = whole == NULL || list == NULL ? 0 : snapshot(source, 0, whole, size);
  uint32_t bytes;

  if (made == 0) return JS_ERR_BUILD;
  end = list + jerry_get_literals_from_snapshot(whole, made, (jerry_char_t *)list, size, false);
  while (at < end) {
    bytes = (uint32_t)strtoul(at, &at, 10);
    memcpy(out, &bytes, 4);
    memcpy(out + 4, at + 1, bytes);
    out += 4 + bytes;
    at += bytes + 2;
  }
  *length = (size_t)(out - (uint8_t *)room);
  return JS_OK;
}

int js_compile(struct js_runtime *runtime, const struct ders_storage *source, const struct ders_storage *names, void *room, size_t size, size_t *length) {
  static const jerry_char_t *texts[MOST_NAMES];
  static jerry_length_t sizes[MOST_NAMES];
  uint32_t count = 0, at, bytes;

  (void)runtime;
  for (at = 0; at + 4 <= names->size; at += 4 + bytes) {
    memcpy(&bytes, names->bytes + at, 4);
    if (count == MOST_NAMES || bytes > names->size - at - 4) return JS_ERR_ROOM;
    texts[count] = names->bytes + at + 4;
    sizes[count++] = bytes;
  }
  jerry_register_magic_strings(texts, count, sizes);
  *length = snapshot(source, JERRY_SNAPSHOT_SAVE_STATIC, room, size);
  return *length == 0 ? JS_ERR_BUILD : JS_OK;
}
