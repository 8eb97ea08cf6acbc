/* In the place of JerryScript's parser, in an image that carries byte code and has no room for more: linked in front of the library, which then leaves its own away
 * (77 KB). Whoever parses a text there ends as one whose memory is used up. */
#include <jerryscript.h>
#include <jerryscript-port.h>

/* As JerryScript 3.0 calls it (jerry-core/parser/js/js-parser.h). */
void *parser_parse_script(void *source, uint32_t options, const jerry_parse_options_t *more);

void *parser_parse_script(void *source, uint32_t options, const jerry_parse_options_t *more) {
  (void)source;
  (void)options;
  (void)more;
  jerry_port_fatal(JERRY_FATAL_DISABLED_BYTE_CODE);
}
