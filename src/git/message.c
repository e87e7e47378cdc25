#include "git/message.h"
#include <git2.h>

enum { SUBJECT_MAX = 71, BODY_WIDTH = 72 };

static size_t characters(struct slice text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    return n;
}

/* Text from the manifest on one line: control characters become blanks. */
static struct slice one_line(struct arena *arena, struct slice text)
{
    char *copy = arena_string(arena, text);
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)copy[i] < ' ' || copy[i] == 0x7f)
            copy[i] = ' ';
    return (struct slice){copy, text.len};
}

static struct slice full_name(struct arena *arena, const struct plan_report *report)
{
    if (report->namespace.len == 0)
        return one_line(arena, report->cluster);
    return one_line(
        arena, arena_format(arena, "%.*s/%.*s", SLICE_ARG(report->namespace), SLICE_ARG(report->cluster)));
}

/* The first of the subjects that is short enough; they end with one that is cut. */
static struct slice shortest(struct arena *arena, const struct slice *subjects, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (characters(subjects[i]) <= SUBJECT_MAX)
            return subjects[i];
    struct slice last = subjects[count - 1];
    while (characters(last) > SUBJECT_MAX - 3)
        do
            last.len--;
        while (((unsigned char)last.data[last.len] & 0xc0) == 0x80);
    return arena_format(arena, "%.*s...", SLICE_ARG(last));
}

static struct slice recovery_subject(struct arena *arena, const struct plan_report *report)
{
    struct slice name = one_line(arena, report->cluster), full = full_name(arena, report);
    struct slice reads = one_line(arena, report->read), writes = one_line(arena, report->write);
    const struct slice subjects[] = {
        arena_format(arena, "Recover %.*s from %.*s into %.*s", SLICE_ARG(full), SLICE_ARG(reads),
                     SLICE_ARG(writes)),
        arena_format(arena, "Recover %.*s from %.*s into %.*s", SLICE_ARG(name), SLICE_ARG(reads),
                     SLICE_ARG(writes)),
        arena_format(arena, "Recover %.*s", SLICE_ARG(full)),
        arena_format(arena, "Recover %.*s", SLICE_ARG(name)),
    };
    return shortest(arena, subjects, sizeof subjects / sizeof subjects[0]);
}

static struct slice revert_subject(struct arena *arena, const struct plan_report *report)
{
    struct slice name = one_line(arena, report->cluster), full = full_name(arena, report);
    struct slice writes = one_line(arena, report->write);
    const struct slice subjects[] = {
        arena_format(arena, "End the recovery of %.*s, keep %.*s", SLICE_ARG(full), SLICE_ARG(writes)),
        arena_format(arena, "End the recovery of %.*s, keep %.*s", SLICE_ARG(name), SLICE_ARG(writes)),
        arena_format(arena, "End the recovery of %.*s", SLICE_ARG(full)),
        arena_format(arena, "Recovered: %.*s", SLICE_ARG(name)),
    };
    return shortest(arena, subjects, sizeof subjects / sizeof subjects[0]);
}

static struct slice recovery_body(struct arena *arena, const struct plan_report *report)
{
    struct slice reads = one_line(arena, report->read), writes = one_line(arena, report->write);
    return arena_format(
        arena,
        "The Cluster that is created from this manifest recovers from the archive %.*s and archives "
        "into %.*s.\n"
        "\n"
        "This commit must not reach the branch that GitOps syncs without the one that reverts it: the "
        "Cluster that still runs would start to archive into %.*s, and the recovered one would die on "
        "\"Expected empty archive\". Create the recovered Cluster from this commit, then merge the "
        "revert.",
        SLICE_ARG(reads), SLICE_ARG(writes), SLICE_ARG(writes));
}

static struct slice revert_body(struct arena *arena, const struct plan_report *report)
{
    struct slice writes = one_line(arena, report->write);
    return arena_format(
        arena,
        "The recovery block is a comment again and reads %.*s, the generation that the recovered "
        "Cluster archives into and keeps, so that the next recovery is ready. bootstrap counts only "
        "when a Cluster is created, so nothing happens to the one that runs.\n"
        "\n"
        "Merge this once the recovered Cluster is up and proved. Synced before that, the old Cluster "
        "would start to archive into %.*s, or GitOps would create an empty database.",
        SLICE_ARG(writes), SLICE_ARG(writes));
}

/* Adds the paragraph's words to text in lines of BODY_WIDTH; a longer word stands alone. */
static size_t fill(char *text, size_t len, struct slice words)
{
    size_t column = 0;
    for (size_t i = 0; i < words.len;) {
        size_t end = i;
        while (end < words.len && words.data[end] != ' ' && words.data[end] != '\n')
            end++;
        struct slice word = slice_cut(words, i, end);
        if (column > 0)
            text[len++] = column + 1 + characters(word) > BODY_WIDTH ? '\n' : ' ';
        column = column > 0 && text[len - 1] == ' ' ? column + 1 + characters(word) : characters(word);
        memcpy(text + len, word.data, word.len);
        len += word.len;
        for (; end < words.len && words.data[end] == '\n'; end++) {
            text[len++] = '\n';
            column = 0;
        }
        i = end < words.len && words.data[end] == ' ' ? end + 1 : end;
    }
    return len;
}

static struct slice filled(struct arena *arena, struct slice words)
{
    char *text = arena_alloc(arena, words.len + 1);
    return (struct slice){text, fill(text, 0, words)};
}

static bool ends_with_trailers(const char *message)
{
    git_message_trailer_array trailers;
    if (git_message_trailers(&trailers, message) < 0)
        return false;
    bool found = trailers.count > 0;
    git_message_trailer_array_free(&trailers);
    return found;
}

/* The user's own text, cleaned up as git commit -m cleans it up: blank lines at either end, blanks at line
 * ends. */
static struct error own_text(struct arena *arena, struct slice own, struct slice *text)
{
    git_buf pretty = GIT_BUF_INIT;
    const char *given = arena_string(arena, own);
    char *copy = arena_alloc(arena, own.len + 2); /* cleaning up adds no more than a line end */
    bool done = git_message_prettify(&pretty, given, 0, '#') == 0;
    size_t len = done && pretty.size < own.len + 2 ? pretty.size : 0;
    if (len > 0)
        memcpy(copy, pretty.ptr, len);
    git_buf_dispose(&pretty);
    *text = (struct slice){copy, len};
    if (len == 0)
        return error_next(error_make(arena, ERROR_USAGE, "the commit message is empty"),
                          SLICE("leave --message out for one that is composed"));
    return NO_ERROR;
}

struct error message_compose(struct arena *arena, enum plan_verb verb, const struct plan_report *report,
                             struct slice own, struct slice *message)
{
    struct slice text;
    bool revert = verb == PLAN_REVERT;
    if (own.len != 0) {
        struct error error = own_text(arena, own, &text);
        if (failed(error))
            return error;
    } else {
        struct slice subject = revert ? revert_subject(arena, report) : recovery_subject(arena, report);
        struct slice body = filled(arena, revert ? revert_body(arena, report) : recovery_body(arena, report));
        text = arena_format(arena, "%.*s\n\n%.*s\n", SLICE_ARG(subject), SLICE_ARG(body));
    }
    /* A steady manifest reads nothing; what its next recovery will read is what it writes (revert moves the
     * block). */
    struct slice reads = revert && report->read.len == 0 ? report->write : report->read;
    *message = arena_format(arena, "%.*s%sCnpg-Cluster: %.*s\nCnpg-Reads: %.*s\nCnpg-Writes: %.*s\n",
                            SLICE_ARG(text), own.len != 0 && ends_with_trailers(text.data) ? "" : "\n",
                            SLICE_ARG(full_name(arena, report)), SLICE_ARG(one_line(arena, reads)),
                            SLICE_ARG(one_line(arena, report->write)));
    return NO_ERROR;
}
