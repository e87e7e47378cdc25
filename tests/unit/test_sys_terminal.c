#define _XOPEN_SOURCE 700 /* posix_openpt */
#define _DEFAULT_SOURCE   /* TIOCSWINSZ */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/scratch.h"
#include "sys/terminal.h"
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int screen, terminal; /* what a person sees, and what the program writes to */

static int open_terminal(void **state)
{
    (void)state;
    screen = posix_openpt(O_RDWR | O_NOCTTY);
    if (screen < 0 || grantpt(screen) != 0 || unlockpt(screen) != 0)
        return -1;
    terminal = open(ptsname(screen), O_RDWR | O_NOCTTY);
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
    return terminal < 0 ? -1 : 0;
}

static int close_terminal(void **state)
{
    (void)state;
    close(terminal);
    close(screen);
    return 0;
}

static void set_width(unsigned short columns)
{
    struct winsize size = {.ws_row = 24, .ws_col = columns};
    assert_int_equal(ioctl(terminal, TIOCSWINSZ, &size), 0);
}

/* All that was written to the terminal. */
static void assert_screen(const char *want)
{
    char got[4096];
    size_t len = 0;
    struct pollfd there = {.fd = screen, .events = POLLIN};
    assert_int_equal(fcntl(screen, F_SETFL, O_NONBLOCK), 0);
    /* The kernel hands it over in pieces: what is missing is waited for, and what is too much, a little. */
    while (len < sizeof got && poll(&there, 1, len < strlen(want) ? 5000 : 20) > 0) {
        ssize_t more = read(screen, got + len, sizeof got - len);
        if (more <= 0)
            break;
        len += (size_t)more;
    }
    assert_int_equal(len, strlen(want));
    assert_memory_equal(got, want, strlen(want));
}

static void told_from_files_and_pipes(void **state)
{
    (void)state;
    int fds[2], file = open("/dev/null", O_RDWR);
    assert_int_equal(pipe(fds), 0);
    assert_true(terminal_is(terminal));
    assert_false(terminal_is(fds[1]));
    assert_false(terminal_is(file));
    assert_false(terminal_is(-1));
    close(fds[0]);
    close(fds[1]);
    close(file);
}

static void width(void **state)
{
    (void)state;
    set_width(132);
    assert_int_equal(terminal_width(terminal), 132);
    set_width(0);
    assert_int_equal(terminal_width(terminal), 80);
    assert_int_equal(terminal_width(-1), 80);
}

static void color_by_rule(void **state)
{
    (void)state;
    assert_true(terminal_color_rule(true, COLOR_AUTO, NULL, "xterm"));
    assert_true(terminal_color_rule(true, COLOR_AUTO, "", "xterm"));
    assert_false(terminal_color_rule(true, COLOR_AUTO, "1", "xterm"));
    assert_false(terminal_color_rule(true, COLOR_AUTO, "0", "xterm"));
    assert_false(terminal_color_rule(true, COLOR_AUTO, NULL, "dumb"));
    assert_false(terminal_color_rule(true, COLOR_AUTO, NULL, ""));
    assert_false(terminal_color_rule(true, COLOR_AUTO, NULL, NULL));
    assert_false(terminal_color_rule(false, COLOR_AUTO, NULL, "xterm"));
    assert_true(terminal_color_rule(false, COLOR_ALWAYS, "1", "dumb"));
    assert_false(terminal_color_rule(true, COLOR_NEVER, NULL, "xterm"));
}

static void color_by_the_environment(void **state)
{
    (void)state;
    int file = open("/dev/null", O_RDWR);
    assert_true(terminal_color(terminal, COLOR_AUTO));
    assert_false(terminal_color(file, COLOR_AUTO));
    assert_true(terminal_color(file, COLOR_ALWAYS));
    setenv("TERM", "dumb", 1);
    assert_false(terminal_color(terminal, COLOR_AUTO));
    setenv("TERM", "xterm", 1);
    setenv("NO_COLOR", "1", 1);
    assert_false(terminal_color(terminal, COLOR_AUTO));
    close(file);
}

static void progress_is_written_over_and_taken_away(void **state)
{
    (void)state;
    struct progress progress = progress_start(terminal);
    progress_clear(&progress);
    assert_screen("");
    progress_show(&progress, SLICE("pods: 3"));
    progress_show(&progress, SLICE("pods: 2"));
    assert_screen("\r\033[Kpods: 3\r\033[Kpods: 2");
    progress_clear(&progress);
    progress_clear(&progress);
    assert_screen("\r\033[K");
}

static void progress_fits_the_line(void **state)
{
    (void)state;
    struct progress progress = progress_start(terminal);
    set_width(6);
    progress_show(&progress, SLICE("abcdefgh"));
    assert_screen("\r\033[Kabcde");
    progress_show(&progress, SLICE("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f-x"));
    assert_screen("\r\033[K\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f-");
    progress_show(&progress, SLICE("abcde"));
    assert_screen("\r\033[Kabcde");
    set_width(1);
    progress_show(&progress, SLICE("abcde"));
    assert_screen("\r\033[K");
}

/* What comes from a cluster must not steer the terminal. */
static void progress_shows_no_control_characters(void **state)
{
    (void)state;
    struct progress progress = progress_start(terminal);
    set_width(80);
    progress_show(&progress, SLICE("a\033[2Jb\nc\x7f"));
    assert_screen("\r\033[Ka?[2Jb?c?");
}

static void progress_is_cut_where_the_terminal_is_wider_than_any(void **state)
{
    (void)state;
    static char text[5000];
    memset(text, 'x', sizeof text);
    struct progress progress = progress_start(terminal);
    set_width(4000);
    progress_show(&progress, (struct slice){text, sizeof text});
    char got[8192];
    assert_int_equal(fcntl(screen, F_SETFL, O_NONBLOCK), 0);
    ssize_t len = read(screen, got, sizeof got);
    assert_true(len > 500 && len < 4000);
}

static void nothing_is_shown_elsewhere(void **state)
{
    (void)state;
    int fds[2];
    char byte;
    assert_int_equal(pipe(fds), 0);
    struct progress progress = progress_start(fds[1]);
    progress_show(&progress, SLICE("pods: 3"));
    progress_clear(&progress);
    close(fds[1]);
    assert_int_equal(read(fds[0], &byte, 1), 0);
    close(fds[0]);
    setenv("TERM", "dumb", 1);
    progress = progress_start(terminal);
    progress_show(&progress, SLICE("pods: 3"));
    progress_clear(&progress);
    assert_screen("");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_terminal, close_terminal)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(told_from_files_and_pipes),
        TEST(width),
        TEST(color_by_rule),
        TEST(color_by_the_environment),
        TEST(progress_is_written_over_and_taken_away),
        TEST(progress_fits_the_line),
        TEST(progress_shows_no_control_characters),
        TEST(progress_is_cut_where_the_terminal_is_wider_than_any),
        TEST(nothing_is_shown_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
