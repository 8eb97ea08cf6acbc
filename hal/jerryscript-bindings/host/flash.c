#include "flash.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_IMAGES 8

static struct ders_image images[MAX_IMAGES];
static size_t image_count;

int ders_image_open(const char *path, struct ders_image *image) {
  struct stat status;
  void *bytes;
  int file = open(path, O_RDONLY);

  if (file < 0) return -1;
  if (fstat(file, &status) != 0) {
    close(file);
    return -1;
  }
  image->bytes = (const uint8_t *)"";
  image->size = (size_t)status.st_size;
  /* An empty file cannot be mapped. */
  if (image->size > 0) {
    bytes = mmap(NULL, image->size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED) {
      close(file);
      return -1;
    }
    image->bytes = bytes;
  }
  close(file);
  return 0;
}

int ders_flash_add(struct ders_image image) {
  if (image_count >= MAX_IMAGES) return -1;
  images[image_count] = image;
  image_count += 1;
  return 0;
}

/* A whole number from 0 to `max`; 0 for everything else (Duktape's own conversion would bend it into range). */
static int whole(duk_context *ctx, duk_idx_t index, double max, size_t *value) {
  double number = duk_get_number_default(ctx, index, -1.0);

  if (!(number >= 0.0 && number <= max)) return 0;
  *value = (size_t)number;
  return (double)*value == number;
}

/* The image named by argument 0 and the offset in argument 1; NULL when there is none or the offset is behind its end. */
static const struct ders_image *locate(duk_context *ctx, size_t *offset) {
  size_t file;

  if (image_count == 0 || !whole(ctx, 0, (double)(image_count - 1), &file)) return NULL;
  if (!whole(ctx, 1, (double)images[file].size, offset)) return NULL;
  return &images[file];
}

static duk_ret_t outside(duk_context *ctx) {
  duk_push_int(ctx, -1);
  return 1;
}

static duk_ret_t word(duk_context *ctx) {
  size_t offset;
  const struct ders_image *image = locate(ctx, &offset);
  const uint8_t *at;

  if (image == NULL || image->size - offset < 4) return outside(ctx);
  at = image->bytes + offset;
  duk_push_uint(ctx, (duk_uint_t)at[0] << 24 | (duk_uint_t)at[1] << 16 | (duk_uint_t)at[2] << 8 | at[3]);
  return 1;
}

static duk_ret_t read_block(duk_context *ctx) {
  size_t offset, length;
  duk_size_t room;
  const struct ders_image *image = locate(ctx, &offset);
  uint8_t *buffer = duk_get_buffer_data(ctx, 2, &room);

  if (image == NULL || buffer == NULL || !whole(ctx, 3, (double)UINT32_MAX, &length)) {
    duk_push_int(ctx, 0);
    return 1;
  }
  if (length > room) length = room;
  if (length > image->size - offset) length = image->size - offset;
  memcpy(buffer, image->bytes + offset, length);
  duk_push_number(ctx, (double)length);
  return 1;
}

/* CRC-32 of IEEE 802.3 (reflected, polynomial 0xEDB88320), four bits at a time: a small table fits a small flash. */
static uint32_t crc32_of(const uint8_t *bytes, size_t length, uint32_t start) {
  static const uint32_t table[16] = {
      0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
      0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
  };
  uint32_t crc = ~start;
  size_t i;

  for (i = 0; i < length; i++) {
    crc ^= bytes[i];
    crc = crc >> 4 ^ table[crc & 15];
    crc = crc >> 4 ^ table[crc & 15];
  }
  return ~crc;
}

static duk_ret_t crc32(duk_context *ctx) {
  size_t offset, length, start;
  const struct ders_image *image = locate(ctx, &offset);

  if (image == NULL || !whole(ctx, 2, (double)(image->size - offset), &length)) return outside(ctx);
  if (!whole(ctx, 3, (double)UINT32_MAX, &start)) return outside(ctx);
  duk_push_uint(ctx, crc32_of(image->bytes + offset, length, (uint32_t)start));
  return 1;
}

static duk_ret_t size(duk_context *ctx) {
  size_t file;

  if (image_count == 0 || !whole(ctx, 0, (double)(image_count - 1), &file)) return outside(ctx);
  duk_push_number(ctx, (double)images[file].size);
  return 1;
}

void ders_flash_expose(duk_context *ctx) {
  static const duk_function_list_entry natives[] = {
      {"word", word, 2}, {"read", read_block, 4}, {"crc32", crc32, 4}, {"size", size, 1}, {NULL, NULL, 0},
  };

  duk_put_function_list(ctx, -1, natives);
}
