#include "report/console.h"
#include "report/json.h"

/* True where the byte at i would steer a terminal or break the line: C0, DEL, and C1 as UTF-8 writes it. */
static bool is_control(struct slice s, size_t i)
{
    unsigned char byte = (unsigned char)s.data[i];
    return byte < 0x20 || byte == 0x7F ||
           (byte == 0xC2 && i + 1 < s.len && (unsigned char)s.data[i + 1] >= 0x80 &&
            (unsigned char)s.data[i + 1] < 0xA0);
}

void console_clean(FILE *to, struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_control(s, i)) {
            fputc(s.data[i], to);
        } else {
            if ((unsigned char)s.data[i] == 0xC2)
                i++;
            fprintf(to, "\\x%02x", (unsigned char)s.data[i]);
        }
    }
}

const char *console_colour(bool allowed, enum colour colour)
{
    static const char *const codes[] = {
        [COLOUR_BOLD] = "\033[1m",    [COLOUR_RED] = "\033[1;31m", [COLOUR_GREEN] = "\033[32m",
        [COLOUR_YELLOW] = "\033[33m", [COLOUR_CYAN] = "\033[36m",  [COLOUR_DIM] = "\033[2m",
    };
    return allowed ? codes[colour] : "";
}

const char *console_plain(bool allowed)
{
    return allowed ? "\033[0m" : "";
}

/* "FILE:LINE:COLUMN: ", as far as they are known, or "PROGRAM: ". */
static void say_where(const struct console *console, struct slice file, size_t line, size_t column)
{
    FILE *err = console->err;
    if (file.len == 0)
        fputs(console->program, err);
    console_clean(err, file);
    if (file.len > 0 && line > 0)
        fprintf(err, ":%zu", line);
    if (file.len > 0 && line > 0 && column > 0)
        fprintf(err, ":%zu", column);
    fputs(": ", err);
}

/* A word in colour, a colon, and a sentence. */
static void say(const struct console *console, enum colour colour, const char *word, struct slice sentence)
{
    fprintf(console->err, "%s%s%s ", console_colour(console->err_colour, colour), word,
            console_plain(console->err_colour));
    console_clean(console->err, sentence);
}

/* The line of the text, and a caret below the column. */
static void say_excerpt(const struct console *console, struct slice text, size_t line, size_t column)
{
    enum { LONGEST = 200 };
    size_t start = 0;
    for (size_t i = 1; i < line && start < text.len; i++)
        start = slice_find_char(text, '\n', start) + 1;
    struct slice shown = slice_cut(text, start, slice_find_char(text, '\n', start));
    if (slice_ends_with(shown, SLICE("\r")))
        shown.len--;
    if (shown.len == 0 || shown.len > LONGEST)
        return;
    fprintf(console->err, "%6zu | ", line);
    console_clean(console->err, shown);
    fprintf(console->err, "\n       | %*s%s^%s\n", (int)(column > LONGEST ? LONGEST : column - 1), "",
            console_colour(console->err_colour, COLOUR_GREEN), console_plain(console->err_colour));
}

static struct error print_as_json(struct arena *arena, struct error error, FILE *to)
{
    if (ARENA_BEGIN(arena))
        return error_out_of_memory();
    struct json_answer *answer = json_answer(arena, "error");
    json_put_error(answer, answer->root, "error", error);
    return json_print(answer, to);
}

static void say_error_as_json(const struct console *console, struct error error)
{
    struct arena arena = ARENA_EMPTY;
    if (failed(print_as_json(&arena, error, console->err)))
        fputs("{\"schema\": \"cnpg-dr/error/1\", \"error\": {\"kind\": \"system\", \"exit\": 5, \"code\": "
              "null, \"message\": \"out of memory\", \"next\": null, \"file\": null, \"line\": null, "
              "\"column\": null}}\n",
              console->err);
    arena_free(&arena);
}

void console_error(const struct console *console, struct error error, struct slice text)
{
    if (console->json) {
        say_error_as_json(console, error);
        return;
    }
    FILE *err = console->err;
    say_where(console, error.file, error.line, error.column);
    say(console, COLOUR_RED, "error:", error.message);
    if (error.code != NULL)
        fprintf(err, " [%s]", error.code);
    fputc('\n', err);
    if (console->excerpt && error.line > 0 && error.column > 0 && text.len > 0)
        say_excerpt(console, text, error.line, error.column);
    if (error.next.len > 0) {
        fputs("  next: ", err);
        console_clean(err, error.next);
        fputc('\n', err);
    }
}

void console_warning(const struct console *console, struct slice file, size_t line, struct slice sentence)
{
    if (console->quiet || console->json)
        return;
    say_where(console, file, line, 0);
    say(console, COLOUR_YELLOW, "warning:", sentence);
    fputc('\n', console->err);
}

void console_note(const struct console *console, struct slice file, size_t line, struct slice sentence)
{
    if (console->quiet || console->json)
        return;
    say_where(console, file, line, 0);
    console_clean(console->err, sentence);
    fputc('\n', console->err);
}

void console_next(const struct console *console, struct slice command)
{
    if (!console->next || console->json || command.len == 0)
        return;
    fprintf(console->err, "%snext:%s ", console_colour(console->err_colour, COLOUR_CYAN),
            console_plain(console->err_colour));
    console_clean(console->err, command);
    fputc('\n', console->err);
}
