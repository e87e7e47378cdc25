#!/usr/bin/python3
"""Runs commands of Barman, one after the other in this process: a JSON list of words on each line of standard input, the first of
them the command. Answers [status, output, errors] in JSON, a line each."""
import contextlib, importlib, io, json, logging, os, sys
import tempfile


def run(command, *words):
    """Its main, as the command's own script calls it. What it writes to the descriptors counts too."""
    module = importlib.import_module("barman.clients." + command.removeprefix("barman-").replace("-", "_"))
    logging.getLogger().handlers.clear()
    status = 0
    with tempfile.TemporaryFile() as errors, contextlib.redirect_stdout(io.StringIO()) as output:
        saved = os.dup(2)
        os.dup2(errors.fileno(), 2)
        sys.argv = [command, *words]
        try:
            module.main(list(words))
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        finally:
            sys.stderr.flush()
            os.dup2(saved, 2)
            os.close(saved)
        errors.seek(0)
        return status, output.getvalue(), errors.read().decode(errors="replace")


for line in sys.stdin:
    print(json.dumps(run(*json.loads(line))), flush=True)
