#include "storage_natives.h"

#include <stddef.h>

/* The storage named by argument 0; NULL when there is none. */
static const struct ders_storage *named(struct js_frame *frame, const struct ders_storages *storages) {
  int valid = storages->count > 0;
  uint32_t number = js_arg_whole(frame, 0, storages->count - 1, &valid);

  return valid ? &storages->storage[number] : NULL;
}

static void word(struct js_frame *frame, void *context) {
  const struct ders_storage *storage = named(frame, context);
  int valid = storage != NULL;
  uint32_t offset = js_arg_whole(frame, 1, UINT32_MAX, &valid);

  js_return_number(frame, valid ? (double)ders_storage_word(storage, offset) : -1.0);
}

static void read_block(struct js_frame *frame, void *context) {
  const struct ders_storage *storage = named(frame, context);
  int valid = storage != NULL;
  uint32_t offset = js_arg_whole(frame, 1, UINT32_MAX, &valid), length = js_arg_whole(frame, 3, UINT32_MAX, &valid);
  size_t room;
  uint8_t *buffer = js_arg_bytes(frame, 2, &room);

  if (length > room) length = (uint32_t)room;
  js_return_number(frame, valid && buffer != NULL ? (double)ders_storage_read(storage, offset, buffer, length) : 0.0);
}

static void crc32(struct js_frame *frame, void *context) {
  const struct ders_storage *storage = named(frame, context);
  int valid = storage != NULL;
  uint32_t offset = js_arg_whole(frame, 1, UINT32_MAX, &valid), length = js_arg_whole(frame, 2, UINT32_MAX, &valid),
           start = js_arg_whole(frame, 3, UINT32_MAX, &valid);

  js_return_number(frame, valid ? (double)ders_storage_crc32(storage, offset, length, start) : -1.0);
}

static void search(struct js_frame *frame, void *context) {
  const struct ders_storage *storage = named(frame, context);
  int valid = storage != NULL;
  uint32_t offset = js_arg_whole(frame, 1, UINT32_MAX, &valid), count = js_arg_whole(frame, 2, UINT32_MAX, &valid),
           key0 = js_arg_whole(frame, 3, UINT32_MAX, &valid), key1 = js_arg_whole(frame, 4, UINT32_MAX, &valid);

  js_return_number(frame, valid ? (double)ders_storage_search(storage, offset, count, key0, key1) : -1.0);
}

static void size(struct js_frame *frame, void *context) {
  const struct ders_storage *storage = named(frame, context);

  js_return_number(frame, storage == NULL ? -1.0 : (double)storage->size);
}

const struct js_function ders_storage_natives[DERS_STORAGE_NATIVES] = {
    {"word", word, 2}, {"read", read_block, 4}, {"crc32", crc32, 4}, {"search", search, 5}, {"size", size, 1}};
