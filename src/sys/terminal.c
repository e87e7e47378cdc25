#define _DEFAULT_SOURCE /* TIOCGWINSZ: POSIX had no way to ask for the width before 2024 */
#include "sys/terminal.h"
#include "sys/descriptor.h"
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { USUAL_WIDTH = 80, LINE_BUFFER = 1024 };

#define ERASE_LINE "\r\033[K"

bool terminal_is(int fd)
{
    return isatty(fd) == 1;
}

size_t terminal_width(int fd)
{
    struct winsize size;
    return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : USUAL_WIDTH;
}

static bool is_dumb(const char *term)
{
    return term == NULL || *term == '\0' || strcmp(term, "dumb") == 0;
}

bool terminal_color_rule(bool is_terminal, enum color_choice choice, const char *no_color, const char *term)
{
    if (choice != COLOR_AUTO)
        return choice == COLOR_ALWAYS;
    return is_terminal && (no_color == NULL || *no_color == '\0') && !is_dumb(term);
}

bool terminal_color(int fd, enum color_choice choice)
{
    return terminal_color_rule(terminal_is(fd), choice, getenv("NO_COLOR"), getenv("TERM"));
}

struct progress progress_start(int fd)
{
    return (struct progress){fd, terminal_is(fd) && !is_dumb(getenv("TERM")), false};
}

/* As much of text as fits into columns and room, which counts bytes; the length in bytes. */
static size_t fit(char *line, size_t room, struct slice text, size_t columns)
{
    size_t len = 0, column = 0;
    for (; len < text.len && len < room; len++) {
        unsigned char c = (unsigned char)text.data[len];
        if ((c & 0xc0) != 0x80 && column++ == columns) /* not within a character */
            break;
        line[len] = c < ' ' || c == 0x7f ? '?' : (char)c;
    }
    return len;
}

void progress_show(struct progress *progress, struct slice text)
{
    if (!progress->shown)
        return;
    char line[LINE_BUFFER] = ERASE_LINE;
    size_t start = strlen(ERASE_LINE), width = terminal_width(progress->fd);
    /* The last column stays free: some terminals go to the next line when it is filled. */
    size_t len = fit(line + start, sizeof line - start, text, width - 1);
    /* A terminal that has gone is no reason to stop the work. */
    (void)descriptor_write(progress->fd, (struct slice){line, start + len});
    progress->visible = true;
}

void progress_clear(struct progress *progress)
{
    if (progress->visible)
        (void)descriptor_write(progress->fd, SLICE(ERASE_LINE));
    progress->visible = false;
}
