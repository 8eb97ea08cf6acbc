/* cbor.h: the CBOR of signed libraries, as engine/library/cbor.ts reads it, with the same codes. No allocation, no recursion. */
#ifndef DERS_CBOR_H
#define DERS_CBOR_H

#include <stdint.h>

enum ders_major { DERS_UNSIGNED, DERS_NEGATIVE, DERS_BYTES, DERS_TEXT, DERS_ARRAY, DERS_MAP, DERS_TAG };

struct ders_item {
  uint8_t major;
  int64_t value;  /* a number itself; of the rest the length, count or tag */
  uint32_t start; /* where the content of a string begins */
  uint32_t next;  /* where what follows the head, or the string, begins */
};

/* Whether bytes[from … to - 1] are one item of deterministic CBOR (RFC 8949 section 4.2.1) of the kinds that a library uses: a ders_reason,
 * DERS_REASON_CBOR_TRAILING where one stands in front of something else. Stack: 160 bytes. */
int ders_cbor_check(const uint8_t *bytes, uint32_t from, uint32_t to);

/* The head, and for a string its content, at `from` of bytes that were checked; 0, or -1 where nothing is left. */
int ders_cbor_next(const uint8_t *bytes, uint32_t from, uint32_t to, struct ders_item *item);

/* How many items from `from` on are those of the shape, one space between two of them: u unsigned, n negative, b bytes, t text, a array,
 * m map, g tag; then the value, length or count, or * for any. items[i] is set for those that are. `shape` has at most 32. */
int ders_cbor_match(const uint8_t *bytes, uint32_t from, uint32_t to, const char *shape, struct ders_item *items);

/* 1 where the bytes are well-formed UTF-8 (RFC 3629). */
int ders_utf8(const uint8_t *bytes, uint32_t length);

#endif
