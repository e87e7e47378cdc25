#!/usr/bin/python3
"""Barman's own commands without the second that each of them takes to load: they are loaded once, and each call is a fork.

    barman_server.py FOLDER

Puts a program for each command of barman-cli-cloud into the folder, which hands its words, environment, working folder and
descriptors over on the folder's socket, and ends as the command ends. Who calls is who the command runs as. Says "ready".
"""
import atexit, importlib.metadata, json, os, pathlib, pwd, signal, socket, struct, sys

import boto3  # noqa: F401  loaded by the commands only once they run
import psycopg2  # noqa: F401

CALLER = """#!/usr/bin/python3 -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as s:
    s.connect(os.path.join(os.path.dirname(os.path.realpath(__file__)), "socket"))
    words = [os.path.basename(__file__), *sys.argv[1:]]
    socket.send_fds(s, [b"x"], [0, 1, 2])
    s.sendall(json.dumps([words, dict(os.environ), os.getcwd()]).encode())
    s.shutdown(socket.SHUT_WR)
    sys.exit(int(s.recv(10) or b"70"))
"""


def become(connection):
    """The user who called."""
    _, user, group = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    if user != os.geteuid():
        os.initgroups(pwd.getpwuid(user).pw_name, group)
        os.setgid(group)
        os.setuid(user)


def run(commands, connection):
    _, descriptors, _, _ = socket.recv_fds(connection, 1, 3)
    words, environment, folder = json.loads(b"".join(iter(lambda: connection.recv(65536), b"")))
    for i, descriptor in enumerate(descriptors):
        os.dup2(descriptor, i)
        os.close(descriptor)
    become(connection)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = words
    status = 0
    try:
        commands[words[0]]()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        status = 1
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(str(status).encode())


def main(folder):
    commands = {e.name: e.load() for e in importlib.metadata.distribution("barman").entry_points if e.name.startswith("barman-cloud-")}
    for name in commands:
        caller = folder / name
        caller.write_text(CALLER)
        caller.chmod(0o755)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "socket"))
    os.chmod(folder / "socket", 0o777)
    listener.listen(64)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            listener.close()
            try:
                run(commands, connection)
            finally:
                os._exit(0)
        connection.close()


main(pathlib.Path(sys.argv[1]))
