#include "console.h"

#include <string.h>

#include "boards/board.h"

void console_text(const char *text) { board_send(text, strlen(text)); }

void console_number(uint32_t number) {
  char digits[10];
  size_t at = sizeof digits;

  do digits[--at] = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  board_send(digits + at, sizeof digits - at);
}

void console_line(const char *text) {
  console_text(text);
  board_send("\n", 1);
}

size_t console_read_line(char *line, size_t room) {
  size_t length = 0;
  int byte;

  for (;;) {
    byte = board_receive();
    if (byte < 0) continue;
    if (byte == '\n') break;
    if (byte == '\r') continue;
    if (length < room) line[length++] = (char)byte;
  }
  if (length == room) line[room - 1] = '\0';
  else line[length] = '\0';
  return length;
}

static const char *word(const char *at) {
  while (*at == ' ') at++;
  return at;
}

static int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

int console_next_number(const char **at, int64_t *number) {
  const char *text = word(*at);
  int negative = *text == '-', base = 10, any = 0, d;
  int64_t value = 0;

  text += negative;
  if (text[0] == '0' && text[1] == 'x') {
    base = 16;
    text += 2;
  }
  for (; (d = digit(*text)) >= 0 && d < base; text++, any = 1) {
    if (value > INT64_MAX / base - d) return -1;
    value = value * base + d;
  }
  if (!any || (*text != ' ' && *text != '\0')) return -1;
  *number = negative ? -value : value;
  *at = text;
  return 0;
}

int console_next_bytes(const char **at, uint8_t *bytes, size_t room, size_t *length) {
  const char *text = word(*at);
  int high, low;

  *length = 0;
  if (*text == '-') {
    *at = text + 1;
    return 0;
  }
  while ((high = digit(text[0])) >= 0) {
    low = digit(text[1]);
    if (low < 0 || *length == room) return -1;
    bytes[(*length)++] = (uint8_t)(high * 16 + low);
    text += 2;
  }
  if (*length == 0 || (*text != ' ' && *text != '\0')) return -1;
  *at = text;
  return 0;
}
