/* link_frame.h: frames of the service link (docs/formats/service-link.md): a content of 1 to 1,280 bytes and its CRC-32, stuffed by COBS, and a
 * zero. Fixed buffers, no allocation, no recursion; each function does a bounded piece of work. Stack: less than 100 bytes. */
#ifndef DERS_LINK_FRAME_H
#define DERS_LINK_FRAME_H

#include <stddef.h>
#include <stdint.h>

#define DERS_LINK_CONTENT 1280u
/* Content, checksum, one byte for every 254 begun, the end. */
#define DERS_LINK_WIRE (DERS_LINK_CONTENT + 4u + 6u + 1u)

struct ders_link_reader {
  /* Frames that were dropped: wrong stuffing, length or checksum. */
  uint32_t damaged;
  uint16_t count;
  uint8_t overlong;
  uint8_t bytes[DERS_LINK_WIRE];
};

/* Forgets what stands on the line and how much was damaged. */
void ders_link_begin(struct ders_link_reader *reader);

/* Takes one byte of the line. The length of the content, which then stands in reader->bytes until the next call, where the byte ended a good
 * frame; else 0. Whatever came before, the frame behind the next zero is read as if it had not. */
uint32_t ders_link_take(struct ders_link_reader *reader, uint8_t byte);

/* Writes the frame of a content; how many bytes it has, or 0, with nothing written, where the content is empty or too long or has no room. */
uint32_t ders_link_frame(const uint8_t *content, uint32_t length, uint8_t *wire, size_t room);

#endif
