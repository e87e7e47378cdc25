#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/scratch.h"
#include "sys/stream.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static struct arena arena;

static int enter(void **state)
{
    (void)state;
    scratch_enter();
    return 0;
}

static int leave(void **state)
{
    (void)state;
    arena_free(&arena);
    scratch_leave();
    return 0;
}

/* Lines "line 0" to "line COUNT-1": 5 MB, of which a window of a line or two is needed at a time. */
enum { COUNT = 400000 };

static void write_lines(void)
{
    FILE *file = fopen("lines", "wb");
    assert_non_null(file);
    for (int i = 0; i < COUNT; i++)
        fprintf(file, "line %d\n", i);
    assert_int_equal(fclose(file), 0);
}

/* Takes whole lines off the window, and says how many came in order. */
static int take_lines(struct stream *stream, int expected)
{
    for (;;) {
        size_t end = slice_find_char(stream->window, '\n', 0);
        if (end == stream->window.len)
            return expected;
        char want[32];
        int len = snprintf(want, sizeof want, "line %d", expected);
        assert_true(slice_equal(slice_cut(stream->window, 0, end), (struct slice){want, (size_t)len}));
        stream_take(stream, end + 1);
        expected++;
    }
}

static void lines_come_in_order_and_memory_stays_small(void **state)
{
    (void)state;
    write_lines();
    int fd = open("lines", O_RDONLY), lines = 0;
    struct stream *stream = stream_make(&arena, fd, SLICE("lines"));
    bool ended = false;
    for (;;) {
        assert_false(failed(stream_more(&arena, stream, &ended)));
        if (ended)
            break;
        lines = take_lines(stream, lines);
    }
    assert_int_equal(lines, COUNT);
    assert_int_equal(stream->window.len, 0);
    assert_true(stream->capacity < 1024 * 1024);
    close(fd);
}

static void one_piece_as_large_as_the_input_is_held_whole(void **state)
{
    (void)state;
    write_lines();
    int fd = open("lines", O_RDONLY);
    struct stream *stream = stream_make(&arena, fd, SLICE("lines"));
    bool ended = false;
    while (!ended)
        assert_false(failed(stream_more(&arena, stream, &ended)));
    assert_true(stream->capacity < 3 * stream->window.len);
    assert_int_equal(take_lines(stream, 0), COUNT);
    close(fd);
}

static void an_empty_input_ends_at_once(void **state)
{
    (void)state;
    int fd = open("/dev/null", O_RDONLY);
    struct stream *stream = stream_make(&arena, fd, SLICE("nothing"));
    bool ended = false;
    assert_int_equal(stream->window.len, 0);
    assert_false(failed(stream_more(&arena, stream, &ended)));
    assert_true(ended);
    assert_int_equal(stream->window.len, 0);
    assert_false(failed(stream_more(&arena, stream, &ended)));
    assert_true(ended);
    close(fd);
}

static void taking_more_than_there_is_takes_all(void **state)
{
    (void)state;
    scratch_write("file", SLICE("abc"));
    int fd = open("file", O_RDONLY);
    struct stream *stream = stream_make(&arena, fd, SLICE("file"));
    bool ended;
    assert_false(failed(stream_more(&arena, stream, &ended)));
    stream_take(stream, 1);
    assert_true(slice_equal(stream->window, SLICE("bc")));
    stream_take(stream, 100);
    assert_int_equal(stream->window.len, 0);
    close(fd);
}

static void what_cannot_be_read_is_an_error_with_its_name(void **state)
{
    (void)state;
    int fd = open(".", O_RDONLY);
    struct stream *stream = stream_make(&arena, fd, SLICE("standard input"));
    bool ended;
    struct error error = stream_more(&arena, stream, &ended);
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_true(slice_equal(error.file, SLICE("standard input")));
    close(fd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lines_come_in_order_and_memory_stays_small),
        TEST(one_piece_as_large_as_the_input_is_held_whole),
        TEST(an_empty_input_ends_at_once),
        TEST(taking_more_than_there_is_takes_all),
        TEST(what_cannot_be_read_is_an_error_with_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
