/*
 * What status and check are measured against: reads each .yaml file below a folder and lets libyaml give its
 * events, and does nothing else. One thread.
 */
#define _XOPEN_SOURCE 700 /* nftw */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

static size_t events;

static int parse(const unsigned char *text, size_t len)
{
    yaml_parser_t parser;
    yaml_event_t event;
    int more = 1;
    if (!yaml_parser_initialize(&parser))
        return 1;
    yaml_parser_set_input_string(&parser, text, len);
    while (more) {
        if (!yaml_parser_parse(&parser, &event))
            break;
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
        events++;
    }
    yaml_parser_delete(&parser);
    return more;
}

static int visit(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)place;
    const char *dot = strrchr(path, '.');
    if (kind != FTW_F || dot == NULL || strcmp(dot, ".yaml") != 0)
        return 0;
    FILE *file = fopen(path, "r");
    size_t len = (size_t)about->st_size;
    unsigned char *text = malloc(len + 1);
    if (file == NULL || text == NULL || fread(text, 1, len, file) != len)
        return 1;
    int failed = parse(text, len);
    free(text);
    return fclose(file) != 0 || failed;
}

int main(int argc, char **argv)
{
    if (argc != 2 || nftw(argv[1], visit, 16, FTW_PHYS) != 0)
        return 1;
    return printf("%zu\n", events) < 0;
}
