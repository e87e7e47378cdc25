/* SARIF 2.1.0 (OASIS standard of 2020-03-27): one run, all rules, a result for each finding. */
#include "report/findings.h"
#include "report/json.h"

static void put_text(struct json_answer *answer, json_t *object, const char *key, struct slice text)
{
    json_put_slice(answer, json_put_object(answer, object, key), "text", text);
}

static void put_rules(struct json_answer *answer, json_t *driver)
{
    json_t *rules = json_put_array(answer, driver, "rules");
    for (size_t i = 0; i < RULE_COUNT; i++) {
        json_t *rule = json_append_object(answer, rules);
        json_put_slice(answer, rule, "id", slice_of(rule_table[i].id));
        put_text(answer, rule, "shortDescription", slice_of(rule_table[i].title));
        put_text(answer, rule, "fullDescription", slice_of(rule_table[i].explanation));
        json_put_slice(answer, json_put_object(answer, rule, "defaultConfiguration"), "level",
                       slice_of(severity_name(rule_table[i].severity)));
    }
}

/* A path as a relative URI: what is no letter, digit or -._~/ is escaped (RFC 3986). */
static struct slice uri_of(struct arena *arena, struct slice file)
{
    static const char digits[] = "0123456789ABCDEF";
    char *text = arena_alloc(arena, 3 * file.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < file.len; i++) {
        unsigned char c = (unsigned char)file.data[i];
        bool plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
                     (c < 0x80 && strchr("-._~/", c) != NULL && c != '\0');
        if (plain) {
            text[len++] = (char)c;
            continue;
        }
        text[len++] = '%';
        text[len++] = digits[c >> 4];
        text[len++] = digits[c & 15];
    }
    return (struct slice){text, len};
}

static void put_result(struct json_answer *answer, json_t *results, const struct found_finding *found)
{
    const struct finding *f = &found->finding;
    json_t *result = json_append_object(answer, results);
    struct slice next = finding_next(answer->arena, found);
    json_put_slice(answer, result, "ruleId", slice_of(rule_table[f->rule].id));
    json_put_count(answer, result, "ruleIndex", f->rule);
    json_put_slice(answer, result, "level", slice_of(severity_name(f->severity)));
    put_text(answer, result, "message",
             next.len == 0
                 ? f->message
                 : arena_format(answer->arena, "%.*s. Next: %.*s.", SLICE_ARG(f->message), SLICE_ARG(next)));
    json_t *location = json_append_object(answer, json_put_array(answer, result, "locations"));
    json_t *physical = json_put_object(answer, location, "physicalLocation");
    json_put_slice(answer, json_put_object(answer, physical, "artifactLocation"), "uri",
                   uri_of(answer->arena, found->file));
    json_t *region = json_put_object(answer, physical, "region");
    json_put_count(answer, region, "startLine", f->line);
    json_put_count(answer, region, "startColumn", f->column);
}

/* A file that could not be read: the run was not successful, and why. */
static void put_invocation(struct json_answer *answer, json_t *run, const struct finding_list *list)
{
    json_t *invocation = json_append_object(answer, json_put_array(answer, run, "invocations"));
    json_put_bool(answer, invocation, "executionSuccessful", list->error_count == 0);
    json_t *notes = json_put_array(answer, invocation, "toolExecutionNotifications");
    for (size_t i = 0; i < list->error_count; i++) {
        const struct error *error = &list->errors[i];
        json_t *note = json_append_object(answer, notes);
        json_put_slice(answer, note, "level", SLICE("error"));
        put_text(
            answer, note, "message",
            arena_format(answer->arena, "%.*s: %.*s", SLICE_ARG(error->file), SLICE_ARG(error->message)));
    }
}

struct error findings_print_sarif(const struct console *console, struct arena *arena,
                                  const struct finding_list *list)
{
    struct json_answer *answer = json_answer(arena, "check");
    if (answer->root != NULL)
        json_object_clear(answer->root); /* what names our own schema */
    json_put_slice(answer, answer->root, "$schema",
                   SLICE("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
                         "sarif-schema-2.1.0.json"));
    json_put_slice(answer, answer->root, "version", SLICE("2.1.0"));
    json_t *run = json_append_object(answer, json_put_array(answer, answer->root, "runs"));
    json_t *driver = json_put_object(answer, json_put_object(answer, run, "tool"), "driver");
    json_put_slice(answer, driver, "name", SLICE("cnpg-dr"));
    json_put_slice(answer, driver, "version", SLICE(VERSION));
    put_rules(answer, driver);
    put_invocation(answer, run, list);
    json_put_slice(answer, run, "columnKind", SLICE("unicodeCodePoints"));
    json_t *results = json_put_array(answer, run, "results");
    for (size_t i = 0; i < list->count; i++)
        put_result(answer, results, &list->items[i]);
    for (size_t i = 0; i < list->error_count; i++)
        console_error(console, list->errors[i], SLICE(""));
    return json_print(answer, console->out);
}
