#include "js_code.h"

#include <string.h>

#include "storage.h"

static const uint8_t mark[8] = {0, 'D', 'E', 'R', 'S', 'J', 'S', '1'};

static size_t table_size(const struct js_code *code) { return ((size_t)code->strings * sizeof(void *) + 7) & ~(size_t)7; }

int js_code_marked(const void *bytes, size_t length) { return length >= sizeof mark && memcmp(bytes, mark, sizeof mark) == 0; }

/* NULL where head and lengths do not fit together. */
static const uint8_t *content_of(const void *bytes, size_t length) {
  const struct js_code *code = bytes;

  if (length < sizeof *code || !js_code_marked(bytes, length) || (uintptr_t)bytes % 8 != 0) return NULL;
  if (code->zero != 0 || code->strings > length / sizeof(void *)) return NULL;
  if (code->strings > 0 ? code->pointer != sizeof(void *) : code->pointer != 0 || code->first != 0) return NULL;
  if (table_size(code) > length - sizeof *code || code->length != length - sizeof *code - table_size(code)) return NULL;
  return (const uint8_t *)bytes + sizeof *code + table_size(code);
}

const uint8_t *js_code_content(const void *bytes, size_t length, uint32_t runtime, uint32_t build, const char **why) {
  const struct js_code *code = bytes;
  const uint8_t *content = content_of(bytes, length);

  *why = "Error: the byte code is damaged";
  if (content == NULL) return NULL;
  if (code->runtime != runtime) *why = "Error: the byte code is for another runtime";
  else if (code->build != build) *why = "Error: the byte code is for another build of the runtime";
  else if (ders_crc32(content, code->length, 0) == code->crc) return content;
  return NULL;
}

void js_code_place(void *bytes, size_t length) {
  const struct js_code *code = bytes;
  const uint8_t *content = content_of(bytes, length);
  const uint8_t **strings = (const uint8_t **)(void *)((uint8_t *)bytes + sizeof *code);
  uint32_t i, size, at;

  if (content == NULL || code->length / 4 < code->strings) return;
  for (i = 0, at = code->first; i < code->strings; i++, at += size) {
    memcpy(&size, content + i * 4, 4);
    strings[i] = content + at;
  }
}
