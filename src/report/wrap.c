#include "report/wrap.h"

size_t text_width(struct slice text)
{
    size_t width = 0;
    for (size_t i = 0; i < text.len; i++)
        width += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return width;
}

void wrap_print(FILE *to, struct slice text, size_t column, size_t indent)
{
    bool first = true;
    for (size_t at = 0; at < text.len;) {
        size_t end = slice_find_char(text, ' ', at);
        struct slice word = slice_cut(text, at, end);
        at = end + 1;
        if (!first && column + 1 + text_width(word) >= WRAP_WIDTH) {
            fprintf(to, "\n%*s", (int)indent, "");
            column = indent;
        } else if (!first) {
            fputc(' ', to);
            column++;
        }
        fwrite(word.data, 1, word.len, to);
        column += text_width(word);
        first = false;
    }
    fputc('\n', to);
}
