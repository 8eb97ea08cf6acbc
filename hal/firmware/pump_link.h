/* pump_link.h: the service cable of the pump's image: frames out of the bytes that come over the line and back (link_frame.h), and what C alone
 * knows of the board, asked for with message 11 (docs/formats/service-link.md). */
#ifndef DERS_PUMP_LINK_H
#define DERS_PUMP_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A request came from the plant, and whether bytes wait on the line. */
void pump_link_present(bool waiting);

/* Bytes of the JavaScript heap that were ever in use together, and how many it has. */
void pump_link_heap(size_t peak, size_t size);

/* The next good frame that fits; how long it is, 0 where none is there. Of a flood it reads the length of two frames a call. */
uint32_t pump_link_receive(uint8_t *frame, size_t room);

/* Whether bytes may still stand on the line: the pump is to look again soon. */
bool pump_link_more(void);

/* Sends a frame; false where the line does not take it. */
bool pump_link_send(const uint8_t *content, uint32_t length);

#endif
