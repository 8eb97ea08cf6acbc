/* console.h: lines of text on the board's console. */
#ifndef DERS_CONSOLE_H
#define DERS_CONSOLE_H

#include <stddef.h>
#include <stdint.h>

void console_text(const char *text);
void console_number(uint32_t number);
void console_line(const char *text);

/* Waits for a line, without its end, and ends it with 0; the length, or `room` where it was longer (the rest is dropped). */
size_t console_read_line(char *line, size_t room);

/* The next word of a line as a whole number, hexadecimal after 0x; *at moves on. 0, or -1 where there is none or it is too large. */
int console_next_number(const char **at, int64_t *number);

/* The next word of a line as bytes written in hexadecimal, "-" for none; *length of them. 0, or -1 where there are none or more than `room`. */
int console_next_bytes(const char **at, uint8_t *bytes, size_t room, size_t *length);

#endif
