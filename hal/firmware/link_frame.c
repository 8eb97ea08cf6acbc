#include "link_frame.h"

#include "../jerryscript-bindings/storage.h"

enum { END = 0, CHECKSUM = 4, FULL = 255 };

void ders_link_begin(struct ders_link_reader *reader) {
  reader->damaged = 0;
  reader->count = 0;
  reader->overlong = 0;
}

/* Takes the stuffing out in place, where what is read is never behind what is written; how many bytes are left, 0 where it is wrong. */
static uint32_t unstuffed(uint8_t *bytes, uint32_t count) {
  uint32_t from = 0, to = 0;

  while (from < count) {
    uint32_t code = bytes[from++], end = from + code - 1;

    if (code == END || end > count) return 0;
    while (from < end) bytes[to++] = bytes[from++];
    if (code < FULL && from < count) bytes[to++] = END;
  }
  return to;
}

uint32_t ders_link_take(struct ders_link_reader *reader, uint8_t byte) {
  uint8_t *bytes = reader->bytes;
  uint32_t length = 0, plain, sum;

  if (byte != END) {
    if (reader->count < DERS_LINK_WIRE) bytes[reader->count++] = byte;
    else reader->overlong = 1;
    return 0;
  }
  /* Zeros between frames are good: a sender may begin with one. */
  if (reader->count == 0) return 0;
  plain = reader->overlong ? 0 : unstuffed(bytes, reader->count);
  if (plain > CHECKSUM && plain - CHECKSUM <= DERS_LINK_CONTENT) {
    length = plain - CHECKSUM;
    sum = (uint32_t)bytes[length] << 24 | (uint32_t)bytes[length + 1] << 16 | (uint32_t)bytes[length + 2] << 8 | bytes[length + 3];
    if (ders_crc32(bytes, length, 0) != sum) length = 0;
  }
  if (length == 0) reader->damaged++;
  reader->count = 0;
  reader->overlong = 0;
  return length;
}

uint32_t ders_link_frame(const uint8_t *content, uint32_t length, uint8_t *wire, size_t room) {
  uint32_t at, group = 0, to = 1, plain = length + CHECKSUM, sum;

  if (length == 0 || length > DERS_LINK_CONTENT || room < plain + (plain + FULL - 2) / (FULL - 1) + 1) return 0;
  sum = ders_crc32(content, length, 0);
  wire[0] = 1;
  for (at = 0; at < plain; at++) {
    uint8_t byte = at < length ? content[at] : (uint8_t)(sum >> (24 - 8 * (at - length)));

    if (byte != END) {
      wire[to++] = byte;
      wire[group]++;
    }
    /* A full group is followed by one of its own, if by anything. */
    if (byte == END || (wire[group] == FULL && at + 1 < plain)) {
      group = to;
      wire[to++] = 1;
    }
  }
  wire[to++] = END;
  return to;
}
