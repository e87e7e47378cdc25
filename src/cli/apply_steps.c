#include "cli/apply_steps.h"
#include "cli/next.h"

static struct slice passed_on(const struct invocation *invocation)
{
    struct slice text = SLICE("");
    static const enum option_id ids[] = {OPTION_CONTEXT, OPTION_KUBECONFIG};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        if (invocation->given[ids[i]])
            text =
                arena_format(invocation->arena, "%.*s --%s=%.*s", SLICE_ARG(text), option_table[ids[i]].name,
                             SLICE_ARG(shell_quote(invocation->arena, invocation_value(invocation, ids[i]))));
    return text;
}

void steps_begin(const struct invocation *invocation, const struct cluster *cluster, const char *schema,
                 struct steps *steps)
{
    struct arena *arena = invocation->arena;
    struct slice namespace =
        cluster->namespace.len > 0 ? cluster->namespace : invocation_value(invocation, OPTION_NAMESPACE);
    *steps =
        (struct steps){.invocation = invocation,
                       .arena = arena,
                       .namespace = arena_string(arena, namespace.len > 0 ? namespace : SLICE("NAMESPACE")),
                       .name = arena_string(arena, cluster->name),
                       .options = passed_on(invocation)};
    if (!invocation->console.json)
        return;
    steps->answer = json_answer(arena, schema);
    steps->list = json_put_array(steps->answer, steps->answer->root, "steps");
}

void steps_add(const struct steps *steps, const char *what, struct slice command)
{
    if (steps->answer != NULL) {
        json_t *row = json_append_object(steps->answer, steps->list);
        json_put_slice(steps->answer, row, "step", slice_of(what));
        json_put_slice(steps->answer, row, "command", command);
        return;
    }
    FILE *out = steps->invocation->console.out;
    fprintf(out, "# %s\n", what);
    console_clean(out, command);
    fputs("\n", out);
}

struct error steps_end(const struct steps *steps)
{
    return steps->answer != NULL ? json_print(steps->answer, steps->invocation->console.out) : NO_ERROR;
}
