/* storage_natives.h: storages shown to JavaScript, each by its number. */
#ifndef DERS_STORAGE_NATIVES_H
#define DERS_STORAGE_NATIVES_H

#include "js_runtime.h"
#include "storage.h"

struct ders_storages {
  const struct ders_storage *storage;
  uint32_t count;
};

/* Natives whose context is a struct ders_storages:
 *   word(number, offset)                    unsigned 32-bit big-endian, or -1 when any of it lies outside
 *   read(number, offset, buffer, length)    bytes copied into the Uint8Array, fewer at either end, 0 outside
 *   crc32(number, offset, length, start)    CRC-32 continued from `start` (0 at first), or -1 when any of it lies outside
 *   search(number, offset, count, key0, key1)  the first of `count` index records not below these keys, or -1 (storage.h)
 *   size(number)                            bytes, or -1 when there is no such storage */
enum { DERS_STORAGE_NATIVES = 5 };
extern const struct js_function ders_storage_natives[DERS_STORAGE_NATIVES];

#endif
