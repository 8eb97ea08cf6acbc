/* js_code.h: the form of byte code that js-compile makes out of source text (byte_code.js). No runtime judges byte code: what does not bear the
 * mark, the runtime, the build and the checksum that a back-end asks for is refused before a byte of it is used. */
#ifndef DERS_JS_CODE_H
#define DERS_JS_CODE_H

#include <stddef.h>
#include <stdint.h>

enum { JS_CODE_DUKTAPE = 1, JS_CODE_JERRYSCRIPT = 2 };

/* 40 bytes, little-endian, aligned to 8; then `strings` pointers, made up to 8 bytes; then `length` bytes of content. */
struct js_code {
  uint8_t mark[8];
  uint32_t runtime;
  uint32_t build;   /* what the code depends on beside the runtime's name; each back-end has its own account of it */
  uint32_t length;  /* of the content, in bytes */
  uint32_t crc;     /* CRC-32 of the content */
  uint32_t strings; /* pointers to texts inside the content, one behind the other (JerryScript) */
  uint32_t pointer; /* bytes of a pointer */
  uint32_t first;   /* where in the content the first text begins */
  uint32_t zero;
};

/* Whether these bytes bear the mark of byte code; text never does. */
int js_code_marked(const void *bytes, size_t length);

/* The content, and NULL with the reason in *why where it is not for this runtime and build, or damaged. */
const uint8_t *js_code_content(const void *bytes, size_t length, uint32_t runtime, uint32_t build, const char **why);

/* Pointers as they stand behind the head. */
static inline const uint8_t *const *js_code_strings(const void *bytes) {
  return (const uint8_t *const *)(const void *)((const uint8_t *)bytes + sizeof(struct js_code));
}

/* A copy in memory becomes usable where it lies: its pointers are made. What is no byte code of this form stays as it is. */
void js_code_place(void *bytes, size_t length);

#endif
