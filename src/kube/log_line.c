/* A line of a log as it may be shown: kube/recovery_log.h. */
#include "kube/recovery_log.h"
#include "text/buffer.h"

/* What stands before a value that nobody may see, in small letters. */
static const char *const words[] = {"password",    "passwd",    "secret",     "token",         "accesskey",
                                    "access_key",  "signature", "credential", "authorization", "accountkey",
                                    "account_key", "api_key",   "apikey",     "sig",           "sastoken"};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char small(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool word_at(struct slice line, size_t at, const char *word)
{
    size_t len = strlen(word);
    if (line.len - at < len || (at > 0 && len < 4 && is_letter(line.data[at - 1])))
        return false;
    for (size_t i = 0; i < len; i++)
        if (small(line.data[at + i]) != word[i])
            return false;
    return true;
}

static bool ends_value(char c)
{
    return strchr(" \t\"'&,;)}]", c) != NULL;
}

/* Of "Bearer " or "Basic " before the credentials of an Authorization header. */
static size_t scheme_length(struct slice line, size_t at)
{
    return word_at(line, at, "bearer ")  ? strlen("bearer ")
           : word_at(line, at, "basic ") ? strlen("basic ")
                                         : 0;
}

/* Where the value begins that is named by a word at at: behind a = or : and quotes and blanks around it; 0
 * where there is none. */
static size_t value_behind(struct slice line, size_t at)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!word_at(line, at, words[i]))
            continue;
        size_t next = at + strlen(words[i]);
        while (next < line.len && strchr("\"' ", line.data[next]) != NULL)
            next++;
        if (next == line.len || (line.data[next] != '=' && line.data[next] != ':'))
            continue;
        for (next++; next < line.len && strchr("\"' ", line.data[next]) != NULL;)
            next++;
        return next + scheme_length(line, next);
    }
    return 0;
}

/* The end of user and password in scheme://user:password@host, where "://" stands at at; else at. */
static size_t user_end(struct slice line, size_t at)
{
    for (size_t i = at + 3; i < line.len && strchr("/ \t\"'", line.data[i]) == NULL; i++)
        if (line.data[i] == '@')
            return i;
    return at;
}

/* How many bytes at at look like a key: 40 or more of base64's letters with all three kinds among them (32
 * without a slash, as paths are long). */
static size_t key_length(struct slice line, size_t at)
{
    size_t end = at;
    bool upper = false, lower = false, digit = false, slash = false;
    for (; end < line.len; end++) {
        char c = line.data[end];
        if (!is_letter(c) && !is_digit(c) && strchr("+/=", c) == NULL)
            break;
        upper = upper || (c >= 'A' && c <= 'Z');
        lower = lower || (c >= 'a' && c <= 'z');
        digit = digit || is_digit(c);
        slash = slash || c == '/';
    }
    size_t len = end - at;
    bool looks = upper && lower && digit && (slash ? len == 40 : len >= 32);
    return looks ? len : 0;
}

static bool is_token_start(struct slice line, size_t at)
{
    return at == 0 || (!is_letter(line.data[at - 1]) && !is_digit(line.data[at - 1]) &&
                       strchr("+/=", line.data[at - 1]) == NULL);
}

/* One character of the line as it is shown; the C1 controls of UTF-8 (C2 80 to C2 9F) count as such. */
static void add_shown(struct buffer *out, struct slice line, size_t *at)
{
    unsigned char c = (unsigned char)line.data[*at];
    unsigned char next = *at + 1 < line.len ? (unsigned char)line.data[*at + 1] : 0;
    bool c1 = c == 0xC2 && next >= 0x80 && next < 0xA0;
    if (c < 0x20 || c == 0x7F || c1)
        buffer_add(out, SLICE(" "));
    else
        buffer_add(out, slice_cut(line, *at, *at + 1));
    *at += c1 ? 2 : 1;
}

static struct slice cut(struct arena *arena, struct slice text)
{
    if (text.len <= LOG_LINE_LENGTH)
        return text;
    size_t end = LOG_LINE_LENGTH - strlen("...");
    while (end > 0 && ((unsigned char)text.data[end] & 0xC0) == 0x80) /* not in the middle of a character */
        end--;
    return arena_format(arena, "%.*s...", SLICE_ARG(slice_cut(text, 0, end)));
}

struct slice log_line_clean(struct arena *arena, struct slice line)
{
    struct buffer out = {.arena = arena};
    line = slice_cut(line, 0, LOG_LINE_LENGTH * 4); /* what is behind cannot be shown anyway */
    for (size_t at = 0; at < line.len;) {
        size_t value = value_behind(line, at);
        size_t user =
            slice_starts_with(slice_cut(line, at, line.len), SLICE("://")) ? user_end(line, at) : at;
        size_t key = is_token_start(line, at) ? key_length(line, at) : 0;
        if (value > 0) {
            buffer_add(&out, slice_cut(line, at, value));
            buffer_add(&out, SLICE("***"));
            for (at = value; at < line.len && !ends_value(line.data[at]);)
                at++;
        } else if (user > at) {
            buffer_add(&out, SLICE("://***"));
            at = user;
        } else if (key > 0) {
            buffer_add(&out, SLICE("***"));
            at += key;
        } else {
            add_shown(&out, line, &at);
        }
    }
    return cut(arena, slice_trim(buffer_text(&out)));
}
