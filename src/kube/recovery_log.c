#include "kube/recovery_log.h"
#include "kube/object.h"
#include "sys/json_tree.h"

/* A line, as far as it is of use here. */
struct entry {
    struct slice level, logger, message, error;
    struct slice said;     /* the last line on standard error of the program that CNPG ran: why it failed */
    struct slice severity; /* of PostgreSQL's record; the message is that record's then */
};

/* Most lines hold none of these, and are not read. */
static const char *const signs[] = {"\"error\"",
                                    "ERROR",
                                    "FATAL",
                                    "PANIC",
                                    "Can't connect",
                                    "Recovering ",
                                    "Restore ",
                                    "Starting barman-cloud-restore",
                                    "selected new timeline",
                                    "archive recovery complete",
                                    "restore command execution"};

/* The one that there may be very many of. */
#define RESTORED "restored log file"

static bool has(struct slice text, const char *part)
{
    return slice_find(text, slice_of(part)) < text.len;
}

static bool starts(struct slice text, const char *part)
{
    return slice_starts_with(text, slice_of(part));
}

static bool is_of_use(struct slice line)
{
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (has(line, signs[i]))
            return true;
    return false;
}

/* That is not blank. */
static struct slice last_line(struct slice text)
{
    struct slice last = SLICE("");
    for (size_t at = 0; at < text.len;) {
        size_t end = slice_find_char(text, '\n', at);
        struct slice line = slice_trim(slice_cut(text, at, end));
        if (slice_ends_with(line, SLICE("\r")))
            line = slice_trim(slice_cut(line, 0, line.len - 1));
        last = line.len > 0 ? line : last;
        at = end + 1;
    }
    return last;
}

static struct entry read_entry(struct arena *arena, struct slice line)
{
    struct tree *tree;
    if (line.data[0] != '{' || failed(json_tree_read(arena, line, 0, line.len, &tree)))
        return (struct entry){.message = line};
    struct entry entry = {.level = text_at(tree->root, "level", NULL),
                          .logger = text_at(tree->root, "logger", NULL),
                          .message = text_at(tree->root, "msg", NULL),
                          .error = text_at(tree->root, "error", NULL),
                          .said = last_line(text_at(tree->root, "stderr", NULL)),
                          .severity = text_at(tree->root, "record", "error_severity", NULL)};
    if (entry.severity.len > 0)
        entry.message = text_at(tree->root, "record", "message", NULL);
    return entry;
}

/* What is in the log of every recovery that works: only the instance archives, and PostgreSQL is restarted
 * twice while somebody connects. */
static bool is_noise(const struct entry *entry)
{
    return slice_equal(entry->logger, SLICE("wal-archive")) ||
           has(entry->message, "archive command failed") ||
           starts(entry->message, "the database system is ") ||
           starts(entry->message, "terminating connection due to administrator command");
}

static bool is_error(const struct entry *entry)
{
    static const char *const severities[] = {"ERROR", "FATAL", "PANIC"};
    for (size_t i = 0; i < sizeof severities / sizeof severities[0]; i++)
        if (slice_equal(entry->severity, slice_of(severities[i])))
            return true;
    return slice_equal(entry->level, SLICE("error")) || has(entry->message, "ERROR: ") ||
           has(entry->message, "FATAL: ") || has(entry->message, "PANIC: ");
}

/* Errors are wrapped on their way up, so the innermost is said again and again: once is enough. */
static bool is_known(const struct recovery_log *log, struct slice text)
{
    for (size_t i = 0; i < log->error_count; i++)
        if (slice_find(log->errors[i], text) < log->errors[i].len)
            return true;
    return false;
}

/* "what: why: what the program said of it", as far as there is. */
static struct slice error_text(struct arena *arena, const struct entry *entry)
{
    struct slice text = entry->message;
    if (entry->severity.len > 0)
        return arena_format(arena, "%.*s: %.*s", SLICE_ARG(entry->severity), SLICE_ARG(text));
    if (entry->error.len > 0)
        text = arena_format(arena, "%.*s: %.*s", SLICE_ARG(text), SLICE_ARG(entry->error));
    if (entry->said.len > 0)
        text = arena_format(arena, "%.*s: %.*s", SLICE_ARG(text), SLICE_ARG(entry->said));
    return text;
}

static void keep_error(struct arena *arena, const struct entry *entry, struct recovery_log *log)
{
    struct slice clean = log_line_clean(arena, error_text(arena, entry));
    struct slice inner = entry->said.len > 0 ? entry->said : entry->error;
    struct slice core = inner.len > 0 ? log_line_clean(arena, inner) : clean;
    if (clean.len == 0 || is_known(log, core))
        return;
    if (log->error_count == LOG_LINES) {
        memmove(log->errors, log->errors + 1, (LOG_LINES - 1) * sizeof log->errors[0]);
        log->error_count--;
    }
    log->errors[log->error_count++] = clean;
}

/* `restored log file "000000010000000000000004" from archive` */
static struct slice restored_file(struct arena *arena, struct slice message)
{
    size_t start = slice_find_char(message, '"', 0);
    struct slice name = slice_cut(message, start + 1, slice_find_char(message, '"', start + 1));
    return log_line_clean(arena, name);
}

static void follow_progress(struct arena *arena, struct slice message, struct recovery_log *log)
{
    if (starts(message, "Recovering from external cluster") ||
        starts(message, "Recovering existing backup") || starts(message, "Restore through plugin detected") ||
        starts(message, "Starting barman-cloud-restore")) {
        log->began = true;
        log->doing = SLICE("restoring the base backup");
    } else if (starts(message, "Restore completed")) {
        log->doing = SLICE("the base backup is restored");
    } else if (starts(message, RESTORED)) {
        log->restored = restored_file(arena, message);
        log->doing = arena_format(arena, "replaying WAL, %.*s", SLICE_ARG(log->restored));
    } else if (starts(message, "selected new timeline ID") || starts(message, "archive recovery complete") ||
               starts(message, "restore command execution completed")) {
        log->replay_over = true;
        log->doing = SLICE("the replay is over");
    }
}

static void read_line(struct arena *arena, struct slice line, struct recovery_log *log)
{
    struct entry entry = read_entry(arena, line);
    if (has(entry.message, "Can't connect to cloud provider") && !log->replay_over)
        log->store_away = true;
    if (is_error(&entry) && !is_noise(&entry))
        keep_error(arena, &entry, log);
    else
        follow_progress(arena, entry.message, log);
}

void recovery_log_read(struct arena *arena, struct slice text, struct recovery_log *log)
{
    struct slice restored = SLICE(""); /* of many such lines, one after the other, only the last is read */
    *log = (struct recovery_log){0};
    for (size_t at = 0; at < text.len;) {
        size_t end = slice_find_char(text, '\n', at);
        struct slice line = slice_trim(slice_cut(text, at, end));
        bool of_use = is_of_use(line);
        at = end + 1;
        if (!of_use && has(line, RESTORED))
            restored = line;
        if (!of_use)
            continue;
        if (restored.len > 0)
            read_line(arena, restored, log);
        restored = SLICE("");
        read_line(arena, line, log);
    }
    if (restored.len > 0)
        read_line(arena, restored, log);
}
