#include "yaml/json_text.h"

enum token { NONE, OTHER, OPEN, CLOSE, QUOTE };

/* What JSON has outside of strings (RFC 8259): brackets, commas, colons, blanks, and what numbers and the
 * three words are made of. */
static const unsigned char tokens[256] = {
    ['{'] = OPEN,  ['['] = OPEN,  ['}'] = CLOSE,  [']'] = CLOSE,  ['"'] = QUOTE,  [','] = OTHER,
    [':'] = OTHER, [' '] = OTHER, ['\t'] = OTHER, ['\r'] = OTHER, ['\n'] = OTHER, ['0'] = OTHER,
    ['1'] = OTHER, ['2'] = OTHER, ['3'] = OTHER,  ['4'] = OTHER,  ['5'] = OTHER,  ['6'] = OTHER,
    ['7'] = OTHER, ['8'] = OTHER, ['9'] = OTHER,  ['+'] = OTHER,  ['-'] = OTHER,  ['.'] = OTHER,
    ['E'] = OTHER, ['e'] = OTHER, ['t'] = OTHER,  ['r'] = OTHER,  ['u'] = OTHER,  ['f'] = OTHER,
    ['a'] = OTHER, ['l'] = OTHER, ['s'] = OTHER,  ['n'] = OTHER,
};

/* Behind the end of the string that at lies in; text.len with scan->string still set where it does not end.
 */
static size_t pass_string(struct json_scan *scan, struct slice text, size_t at)
{
    for (; at < text.len; at++) {
        unsigned char c = (unsigned char)text.data[at];
        if (c < 0x20)
            return at;
        if (scan->escape) {
            scan->escape = false;
        } else if (c == '\\') {
            scan->escape = true;
        } else if (c == '"') {
            scan->string = false;
            return at + 1;
        }
    }
    return at;
}

enum json_extent json_scan(struct json_scan *scan, struct slice text)
{
    size_t at = scan->at;
    while (at < text.len) {
        if (scan->string) {
            at = pass_string(scan, text, at);
            if (scan->string && at < text.len)
                return JSON_NOT;
            continue;
        }
        switch (tokens[(unsigned char)text.data[at++]]) {
        case NONE:
            return JSON_NOT;
        case OPEN:
            scan->depth++;
            break;
        case QUOTE:
            scan->string = true;
            break;
        case CLOSE:
            if (--scan->depth > 0)
                break;
            scan->at = at;
            return JSON_WHOLE;
        }
    }
    scan->at = at;
    return JSON_UNFINISHED;
}

size_t json_skip_blanks(struct slice text, size_t at)
{
    while (at < text.len && memchr(" \t\r\n", text.data[at], 4) != NULL)
        at++;
    return at;
}

/* Behind the string that begins at at; at itself where it does not end. */
static size_t string_end(struct slice text, size_t at)
{
    struct json_scan scan = {.string = true};
    size_t end = pass_string(&scan, text, at + 1);
    return scan.string ? at : end;
}

/* Behind the value that begins at at; at itself where there is none. */
static size_t value_end(struct slice text, size_t at)
{
    char first = at < text.len ? text.data[at] : ',';
    if (first == '"')
        return string_end(text, at);
    if (first == '{' || first == '[') {
        struct json_scan scan = {.at = at};
        return json_scan(&scan, text) == JSON_WHOLE ? scan.at : at;
    }
    while (at < text.len && memchr(" \t\r\n,]}", text.data[at], 7) == NULL)
        at++;
    return at;
}

bool json_next(struct slice text, size_t *at, struct json_part *part)
{
    size_t start = json_skip_blanks(text, *at);
    if (start < text.len && text.data[start] == ',')
        start = json_skip_blanks(text, start + 1);
    size_t end = value_end(text, start), colon = json_skip_blanks(text, end);
    part->key = SLICE("");
    if (end > start && text.data[start] == '"' && colon < text.len && text.data[colon] == ':') {
        part->key = slice_cut(text, start + 1, end - 1);
        start = json_skip_blanks(text, colon + 1);
        end = value_end(text, start);
    }
    part->start = start;
    part->end = *at = end;
    return end > start;
}
