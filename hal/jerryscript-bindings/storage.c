#include "storage.h"

#include <string.h>

int64_t ders_storage_word(const struct ders_storage *storage, uint32_t offset) {
  uint8_t word[4];

  if (storage->size < 4 || offset > storage->size - 4) return -1;
  if (storage->bytes != NULL) memcpy(word, storage->bytes + offset, 4);
  else if (storage->read(storage->context, offset, word, 4) != 0) return -1;
  return (int64_t)((uint32_t)word[0] << 24 | (uint32_t)word[1] << 16 | (uint32_t)word[2] << 8 | word[3]);
}

uint32_t ders_storage_read(const struct ders_storage *storage, uint32_t offset, void *buffer, uint32_t length) {
  if (offset > storage->size) return 0;
  if (length > storage->size - offset) length = storage->size - offset;
  if (storage->bytes != NULL) memcpy(buffer, storage->bytes + offset, length);
  else if (length > 0 && storage->read(storage->context, offset, buffer, length) != 0) return 0;
  return length;
}

/* Reflected, polynomial 0xEDB88320, four bits at a time: a small table fits a small flash. */
static uint32_t crc32_on(const uint8_t *bytes, uint32_t length, uint32_t crc) {
  static const uint32_t table[16] = {
      0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
      0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
  };
  uint32_t i;

  for (i = 0; i < length; i++) {
    crc ^= bytes[i];
    crc = crc >> 4 ^ table[crc & 15];
    crc = crc >> 4 ^ table[crc & 15];
  }
  return crc;
}

uint32_t ders_crc32(const uint8_t *bytes, uint32_t length, uint32_t start) { return ~crc32_on(bytes, length, ~start); }

int64_t ders_storage_crc32(const struct ders_storage *storage, uint32_t offset, uint32_t length, uint32_t start) {
  uint8_t part[64];
  uint32_t crc = ~start, some;

  if (offset > storage->size || length > storage->size - offset) return -1;
  if (storage->bytes != NULL) return ders_crc32(storage->bytes + offset, length, start);
  for (; length > 0; offset += some, length -= some) {
    some = length < sizeof part ? length : sizeof part;
    if (storage->read(storage->context, offset, part, some) != 0) return -1;
    crc = crc32_on(part, some, crc);
  }
  return ~crc;
}

enum { RECORD = 16 };

int64_t ders_storage_search(const struct ders_storage *storage, uint32_t offset, uint32_t count, uint32_t key0, uint32_t key1) {
  uint32_t low = 0, high = count, middle;
  int64_t first, second;

  if (offset > storage->size || count > (storage->size - offset) / RECORD) return -1;
  while (low < high) {
    middle = low + (high - low) / 2;
    first = ders_storage_word(storage, offset + middle * RECORD);
    second = first == key0 ? ders_storage_word(storage, offset + middle * RECORD + 4) : 0;
    if (!(first >= 0 && second >= 0)) return -1;
    if (first < key0 || (first == key0 && second < key1)) low = middle + 1;
    else high = middle;
  }
  return low;
}
