/* Any bytes on the line of the service cable. What is read is a content that, framed again, is read as the same content; after anything, a good
 * frame behind a zero is read. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "link_frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t read_back(struct ders_link_reader *reader, const uint8_t *wire, uint32_t length) {
  uint32_t i, found = 0;

  for (i = 0; i < length; i++) {
    found = ders_link_take(reader, wire[i]);
    if (found > 0 && i + 1 < length) abort();
  }
  return found;
}

static void same_again(const uint8_t *content, uint32_t length, struct ders_link_reader *reader) {
  uint8_t *wire = malloc(DERS_LINK_WIRE);
  const uint32_t made = ders_link_frame(content, length, wire, DERS_LINK_WIRE);

  if (wire == NULL || made == 0 || made > DERS_LINK_WIRE || wire[made - 1] != 0) abort();
  if (read_back(reader, wire, made) != length || memcmp(reader->bytes, content, length) != 0) abort();
  /* No room for the last byte: nothing is written. */
  if (ders_link_frame(content, length, wire, made - 1) != 0) abort();
  free(wire);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct ders_link_reader *reader = malloc(sizeof *reader);
  struct ders_link_reader *other = malloc(sizeof *other);
  uint8_t content[DERS_LINK_CONTENT];
  size_t i;

  if (reader == NULL || other == NULL) abort();
  ders_link_begin(reader);
  ders_link_begin(other);
  for (i = 0; i < size; i++) {
    const uint32_t found = ders_link_take(reader, data[i]);

    if (found > DERS_LINK_CONTENT) abort();
    if (found == 0) continue;
    memcpy(content, reader->bytes, found);
    same_again(content, found, other);
  }
  ders_link_take(reader, 0);
  if (size >= 1 && size <= DERS_LINK_CONTENT) same_again(data, (uint32_t)size, reader);
  else if (ders_link_frame(data, (uint32_t)size, content, sizeof content) != 0) abort();
  free(reader);
  free(other);
  return 0;
}
