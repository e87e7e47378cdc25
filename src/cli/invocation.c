#include "cli/invocation.h"
#include "cli/suggest.h"

/* Where the parser stands. */
struct parse {
    struct invocation *to;
    char **rest;        /* the words not looked at yet */
    struct error first; /* the first thing that was wrong */
    bool operands_only; /* behind -- */
};

/* Keeps the first thing that is wrong. */
static void complain(struct parse *parse, struct slice message)
{
    if (failed(parse->first))
        return;
    const struct invocation *to = parse->to;
    const char *command = to->command == NULL ? "" : to->command->name, *blank = *command == '\0' ? "" : " ";
    parse->first = (struct error){.kind = ERROR_USAGE, .message = message};
    parse->first.next =
        arena_format(to->arena, "%s%s%s --help lists the options", to->program, blank, command);
}

#define COMPLAIN(parse, ...) complain(parse, arena_format((parse)->to->arena, __VA_ARGS__))

/* The option of that name or letter in a group. */
static bool find_in(const struct option_group *group, struct slice name, char letter, enum option_id *found)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct option_row *row = &option_table[group->options[i]];
        if (letter != '\0' ? row->letter == letter : slice_equal(slice_of(row->name), name)) {
            *found = group->options[i];
            return true;
        }
    }
    return false;
}

static bool find_option(const struct command *command, struct slice name, char letter, enum option_id *found)
{
    for (size_t i = 0; command != NULL && i < GROUPS_MAX; i++)
        if (find_in(&command->groups[i], name, letter, found))
            return true;
    return find_in(&common_options, name, letter, found);
}

/* ", did you mean --NAME?", or nothing. */
static const char *meant_option(struct parse *parse, struct slice name)
{
    struct suggestion suggestion = suggest_for(name);
    const struct command *command = parse->to->command;
    for (size_t g = 0; command != NULL && g < GROUPS_MAX; g++)
        for (size_t i = 0; i < command->groups[g].count; i++)
            if (!option_table[command->groups[g].options[i]].hidden)
                suggest_offer(&suggestion, option_table[command->groups[g].options[i]].name);
    for (size_t i = 0; i < common_options.count; i++)
        suggest_offer(&suggestion, option_table[common_options.options[i]].name);
    if (suggestion.best == NULL)
        return "";
    return arena_format(parse->to->arena, ", did you mean --%s?", suggestion.best).data;
}

/* True where the value is one of the choices "a|b|c". */
static bool is_choice(struct slice value, struct slice choices)
{
    for (size_t start = 0; start <= choices.len;) {
        size_t end = slice_find_char(choices, '|', start);
        if (slice_equal(value, slice_cut(choices, start, end)))
            return true;
        start = end + 1;
    }
    return false;
}

static void set_value(struct parse *parse, enum option_id id, const char *value)
{
    struct invocation *to = parse->to;
    const struct option_row *row = &option_table[id];
    const char *choices = command_choices(parse->to->command, row);
    if (*value == '\0')
        COMPLAIN(parse, "--%s needs a value that is not empty", row->name);
    else if (choices != NULL && !is_choice(slice_of(value), slice_of(choices)))
        COMPLAIN(parse, "--%s is one of %s, not \"%s\"", row->name, choices, value);
    else if (to->given[id] && strcmp(to->values[id], value) != 0)
        COMPLAIN(parse, "--%s is given twice, with \"%s\" and \"%s\"", row->name, to->values[id], value);
    else {
        to->given[id] = true;
        to->values[id] = value;
    }
}

/* True where the word is an option of this command, so that it cannot be meant as the value of the one
 * before. */
static bool is_option(struct parse *parse, const char *word)
{
    struct slice name = slice_of(word);
    enum option_id id;
    if (!slice_starts_with(name, SLICE("--")))
        return false;
    name = slice_cut(name, 2, slice_find_char(name, '=', 0));
    return name.len == 0 || find_option(parse->to->command, name, '\0', &id);
}

/* The option at hand; attached is the value that stands in the same word, or NULL. */
static void take_option(struct parse *parse, enum option_id id, const char *attached)
{
    const struct option_row *row = &option_table[id];
    if (row->value == NULL) {
        if (attached != NULL)
            COMPLAIN(parse, "--%s takes no value", row->name);
        parse->to->given[id] = true;
    } else if (attached != NULL) {
        set_value(parse, id, attached);
    } else if (*parse->rest == NULL || is_option(parse, *parse->rest)) {
        COMPLAIN(parse, "--%s needs a value: --%s %s", row->name, row->name,
                 command_choices(parse->to->command, row) == NULL ? row->value
                                                                  : command_choices(parse->to->command, row));
    } else {
        set_value(parse, id, *parse->rest++);
    }
}

static void take_long(struct parse *parse, const char *word)
{
    struct slice all = slice_of(word);
    size_t equals = slice_find_char(all, '=', 0);
    struct slice name = slice_cut(all, 2, equals);
    enum option_id id;
    if (find_option(parse->to->command, name, '\0', &id))
        take_option(parse, id, equals < all.len ? word + equals + 1 : NULL);
    else
        COMPLAIN(parse, "unknown option --%.*s%s", SLICE_ARG(name), meant_option(parse, name));
}

static void take_short(struct parse *parse, const char *word)
{
    enum option_id id;
    if (!find_option(parse->to->command, SLICE(""), word[1], &id))
        COMPLAIN(parse, "unknown option %s%s", word, meant_option(parse, slice_of(word + 1)));
    else
        take_option(parse, id, word[2] == '\0' ? NULL : word[2] == '=' ? word + 3 : word + 2);
}

static void take_command(struct parse *parse, const char *word)
{
    parse->to->command = command_find(word);
    if (parse->to->command != NULL)
        return;
    struct suggestion suggestion = suggest_for(slice_of(word));
    for (size_t i = 0; i < command_count; i++)
        suggest_offer(&suggestion, command_table[i].name);
    if (suggestion.best != NULL)
        COMPLAIN(parse, "unknown command %s, did you mean %s?", word, suggestion.best);
    else
        COMPLAIN(parse, "unknown command %s", word);
    parse->operands_only = true; /* what follows cannot be judged */
}

static void take_word(struct parse *parse, const char *word)
{
    struct invocation *to = parse->to;
    if (!parse->operands_only && strcmp(word, "--") == 0)
        parse->operands_only = true;
    else if (!parse->operands_only && word[0] == '-' && word[1] == '-')
        take_long(parse, word);
    else if (!parse->operands_only && word[0] == '-' && word[1] != '\0')
        take_short(parse, word);
    else if (to->command == NULL && !failed(parse->first))
        take_command(parse, word);
    else
        to->operands[to->operand_count++] = word;
}

/* "kubectl cnpg-dr" where kubectl runs it as its plugin. */
static const char *program_name(const char *word)
{
    const char *slash = word == NULL ? NULL : strrchr(word, '/');
    const char *name = slash == NULL ? word : slash + 1;
    return name != NULL && strcmp(name, "kubectl-cnpg_dr") == 0 ? "kubectl cnpg-dr" : "cnpg-dr";
}

/* kustomize runs a plugin by the name of its configuration's kind, and passes no command. */
static bool is_transformer(const char *word)
{
    const char *slash = word == NULL ? NULL : strrchr(word, '/');
    const char *name = slash == NULL ? word : slash + 1;
    return name != NULL && strcmp(name, "RecoveryTransformer") == 0;
}

struct error invocation_parse(struct arena *arena, char **argv, struct invocation *invocation)
{
    size_t count = 0;
    while (argv[count] != NULL)
        count++;
    *invocation = (struct invocation){.arena = arena, .argv = argv, .program = program_name(argv[0])};
    if (is_transformer(argv[0]))
        invocation->command = command_find("plugin");
    invocation->operands = arena_array(arena, count + 1, sizeof *invocation->operands);
    struct parse parse = {.to = invocation, .rest = argv + (count > 0), .first = NO_ERROR};
    while (*parse.rest != NULL)
        take_word(&parse, *parse.rest++);
    return parse.first;
}

struct error invocation_check(const struct invocation *invocation)
{
    const struct command *command = invocation->command;
    struct error error = NO_ERROR;
    if (command == NULL)
        error = error_make(invocation->arena, ERROR_USAGE, "no command");
    else if (invocation->operand_count < command->least)
        error = error_make(invocation->arena, ERROR_USAGE, "%s needs a file: %s %s %s", command->name,
                           invocation->program, command->name, command->operands);
    else if (invocation->operand_count > command->most)
        error = error_make(invocation->arena, ERROR_USAGE, "%s takes one file, not also \"%s\"",
                           command->name, invocation->operands[command->most]);
    if (failed(error))
        error.next = arena_format(invocation->arena, "%s %s%s--help tells more", invocation->program,
                                  command == NULL ? "" : command->name, command == NULL ? "" : " ");
    return error;
}

bool invocation_needs_full(const struct invocation *invocation)
{
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (invocation->given[i] && option_table[i].full)
            return true;
    return invocation->command != NULL && invocation->command->run == NULL;
}

bool invocation_asks_store(const struct invocation *invocation)
{
    const bool *given = invocation->given;
    return given[OPTION_CHECK_BACKUPS] || given[OPTION_LISTING] || given[OPTION_DESTINATION];
}

struct slice invocation_value(const struct invocation *invocation, enum option_id option)
{
    return slice_of(invocation->values[option]);
}
