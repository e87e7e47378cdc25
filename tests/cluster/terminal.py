"""A person at a terminal: commands as they stand in a text, typed into a shell, and an answer where the program asks for one."""
import fcntl, os, pty, select, subprocess, termios, time

PROMPT = "Type the name of the Cluster to go on: "


class Terminal:
    def __init__(self, folder, environment):
        self.folder, self.environment = folder, environment

    def type(self, commands, answer, timeout=1000):
        """All of them in one shell that stops at the first that fails: the exit status, and what was on the screen."""
        ours, theirs = pty.openpty()
        shell = subprocess.Popen(["bash", "-e", "-o", "pipefail", "-c", commands], cwd=self.folder, env=self.environment, stdin=theirs,
                                 stdout=theirs, stderr=theirs, start_new_session=True,
                                 preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(theirs)
        screen, end = "", time.monotonic() + timeout
        try:
            asked = 0
            while time.monotonic() < end:
                if not select.select([ours], [], [], 1)[0]:
                    continue
                try:
                    new = os.read(ours, 65536)
                except OSError:  # nobody has it open any more
                    break
                screen += new.decode(errors="replace")
                if screen.count(PROMPT) > asked:
                    asked += 1
                    os.write(ours, (answer + "\n").encode())
            else:
                raise AssertionError(f"not within {timeout} s: {commands}\n{screen}")
            return shell.wait(30), screen.replace("\r\n", "\n")
        finally:
            shell.kill()
            shell.wait()
            os.close(ours)
