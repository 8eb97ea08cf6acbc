/* storage.h: where a library lies, as the engine's LibraryStorage reads it: memory-mapped flash, or a reading function. */
#ifndef DERS_STORAGE_H
#define DERS_STORAGE_H

#include <stdint.h>

struct ders_storage {
  const uint8_t *bytes; /* the first byte of memory-mapped flash; NULL: `read` is asked */
  uint32_t size;        /* bytes; less than 2^31 */
  /* Copies bytes that lie inside; 0, or other than 0 where it failed. */
  int (*read)(void *context, uint32_t offset, void *buffer, uint32_t length);
  void *context;
};

/* Unsigned 32-bit big-endian word; -1 where any of it lies outside or cannot be read. */
int64_t ders_storage_word(const struct ders_storage *storage, uint32_t offset);

/* Bytes copied to `buffer`: `length`, fewer at the end, 0 outside or where reading failed. */
uint32_t ders_storage_read(const struct ders_storage *storage, uint32_t offset, void *buffer, uint32_t length);

/* CRC-32 (ISO-HDLC, as in zlib) of a range, continued from `start`, 0 at first; -1 where any of it lies outside or cannot be read. */
int64_t ders_storage_crc32(const struct ders_storage *storage, uint32_t offset, uint32_t length, uint32_t start);

/* Number of the first of `count` records of 16 bytes from `offset` on, in order, whose first two words are not below key0, key1; `count` where there
 * is none, -1 where a record that is looked at lies outside or cannot be read. */
int64_t ders_storage_search(const struct ders_storage *storage, uint32_t offset, uint32_t count, uint32_t key0, uint32_t key1);

/* The same CRC-32 over memory. */
uint32_t ders_crc32(const uint8_t *bytes, uint32_t length, uint32_t start);

#endif
