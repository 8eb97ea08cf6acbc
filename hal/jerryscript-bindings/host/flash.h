/* Files as flash: mapped for reading, addressed by their place on the command line, and shown to JavaScript. */
#ifndef DERS_FLASH_H
#define DERS_FLASH_H

#include <duktape.h>
#include <stddef.h>
#include <stdint.h>

struct ders_image {
  const uint8_t *bytes;
  size_t size;
};

/* Maps a whole file; 0, or -1 with errno set. */
int ders_image_open(const char *path, struct ders_image *image);

/* Adds an image to the flash; its number is the count of those before it. -1 when there is no room. */
int ders_flash_add(struct ders_image image);

/* Puts the reading functions on the object at the top of the stack:
 *   word(file, offset)                    unsigned 32-bit big-endian, or -1 when any of it lies outside
 *   read(file, offset, buffer, length)    bytes copied into the Uint8Array, fewer at either end, 0 outside
 *   crc32(file, offset, length, start)    CRC-32 continued from `start` (0 at first), or -1 when any of it lies outside
 *   size(file)                            bytes, or -1 when there is no such file */
void ders_flash_expose(duk_context *ctx);

#endif
