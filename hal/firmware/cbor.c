#include "cbor.h"

#include <string.h>

#include "reason.h"

#define MAX_DEPTH 8

static int compare_keys(const uint8_t *bytes, uint32_t a, uint32_t a_to, uint32_t b, uint32_t b_to) {
  uint32_t a_length = a_to - a, b_length = b_to - b;
  int order = memcmp(bytes + a, bytes + b, a_length < b_length ? a_length : b_length);

  if (order != 0) return order;
  return a_length == b_length ? 0 : a_length > b_length ? 1 : -1;
}

int ders_cbor_check(const uint8_t *bytes, uint32_t from, uint32_t to) {
  /* Items left in each open container: 2^53 pairs fit. */
  uint64_t left[MAX_DEPTH + 1];
  uint32_t key_from[MAX_DEPTH + 1], key_to[MAX_DEPTH + 1];
  uint8_t is_map[MAX_DEPTH + 1];
  uint32_t position = from;
  int depth = 0;

  left[0] = 1;
  is_map[0] = 0;
  while (left[0] > 0) {
    uint32_t start = position, size, i;
    uint64_t value;
    uint8_t major;

    if (!(position < to)) return DERS_REASON_CBOR_TRUNCATED;
    major = bytes[position] >> 5;
    value = bytes[position++] & 31;
    if (value > 23) {
      if (value == 31 && major > 1 && major != 6) return DERS_REASON_CBOR_INDEFINITE;
      if (value > 27) return DERS_REASON_CBOR_RESERVED;
      if (major == 7) return DERS_REASON_CBOR_UNSUPPORTED;
      size = 1u << (value - 24);
      if (!(size <= to - position)) return DERS_REASON_CBOR_TRUNCATED;
      for (value = 0, i = 0; i < size; i++) value = value << 8 | bytes[position++];
      if (!(value >= (size == 1 ? 24u : size == 2 ? 256u : size == 4 ? 65536u : (uint64_t)1 << 32))) return DERS_REASON_CBOR_NOT_SHORTEST;
      if (!(value < (uint64_t)1 << 53)) return DERS_REASON_CBOR_RANGE;
    } else if (major == 7) return DERS_REASON_CBOR_UNSUPPORTED;
    if (major == DERS_BYTES || major == DERS_TEXT) {
      if (!(value <= to - position)) return DERS_REASON_CBOR_TRUNCATED;
      position += (uint32_t)value;
    }
    if (is_map[depth] && left[depth] % 2 == 0) {
      int order = -1;

      if (major > DERS_TEXT) return DERS_REASON_CBOR_UNSUPPORTED;
      if (key_to[depth] > 0) order = compare_keys(bytes, key_from[depth], key_to[depth], start, position);
      if (order == 0) return DERS_REASON_CBOR_DUPLICATE_KEY;
      if (order > 0) return DERS_REASON_CBOR_KEY_ORDER;
      key_from[depth] = start;
      key_to[depth] = position;
    }
    /* A tag and what it tags are one item of their container. */
    if (major == DERS_TAG) continue;
    if (major >= DERS_ARRAY && value > 0) {
      if (++depth > MAX_DEPTH) return DERS_REASON_CBOR_TOO_DEEP;
      left[depth] = major == DERS_MAP ? value * 2 : value;
      is_map[depth] = major == DERS_MAP;
      key_to[depth] = 0;
      continue;
    }
    while (--left[depth] == 0 && depth > 0) depth--;
  }
  return position == to ? DERS_REASON_NONE : DERS_REASON_CBOR_TRAILING;
}

int ders_cbor_next(const uint8_t *bytes, uint32_t from, uint32_t to, struct ders_item *item) {
  uint64_t value;
  uint32_t size, i;

  if (!(from < to)) return -1;
  item->major = bytes[from] >> 5;
  value = bytes[from++] & 31;
  if (value > 27) return -1;
  if (value > 23) {
    size = 1u << (value - 24);
    if (!(size <= to - from)) return -1;
    for (value = 0, i = 0; i < size; i++) value = value << 8 | bytes[from++];
  }
  item->start = item->next = from;
  item->value = item->major == DERS_NEGATIVE ? -1 - (int64_t)value : (int64_t)value;
  if (item->major == DERS_BYTES || item->major == DERS_TEXT) {
    if (!(value <= to - from)) return -1;
    item->next = from + (uint32_t)value;
  }
  return 0;
}

int ders_cbor_match(const uint8_t *bytes, uint32_t from, uint32_t to, const char *shape, struct ders_item *items) {
  static const char majors[] = "unbtamg";
  int matched = 0;

  while (*shape != '\0') {
    struct ders_item item;
    const char *major = strchr(majors, *shape++);
    int64_t value = 0;

    if (major == NULL || ders_cbor_next(bytes, from, to, &item) != 0 || item.major != major - majors) return matched;
    if (*shape == '*') shape++;
    else {
      int negative = *shape == '-';

      for (shape += negative; *shape >= '0' && *shape <= '9'; shape++) value = value * 10 + (*shape - '0');
      if (item.value != (negative ? -value : value)) return matched;
    }
    items[matched++] = item;
    from = item.next;
    if (*shape == ' ') shape++;
  }
  return matched;
}

int ders_utf8(const uint8_t *bytes, uint32_t length) {
  uint32_t i = 0, more, n, point;

  while (i < length) {
    uint8_t lead = bytes[i++];

    if (lead < 128) continue;
    more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || more > length - i) return 0;
    point = lead & (0x3fu >> more);
    for (n = 0; n < more; n++) {
      if ((bytes[i] & 0xc0) != 0x80) return 0;
      point = point << 6 | (bytes[i++] & 0x3f);
    }
    if (point < (more == 3 ? 0x10000u : more == 2 ? 0x800u : 0x80u) || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return 0;
  }
  return 1;
}
