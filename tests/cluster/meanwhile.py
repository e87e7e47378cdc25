"""What happens while the program runs."""
import threading, time


class Meanwhile:
    """Does something as soon as something is so."""

    def __init__(self, when, what):
        self.error, self.done, self.ended = None, False, threading.Event()
        self.thread = threading.Thread(target=self.run, args=(when, what), daemon=True)

    def run(self, when, what):
        try:
            while not self.ended.is_set() and not self.done:
                if found := when():
                    what(found)
                    self.done = True
                time.sleep(0.05)
        except Exception as error:
            self.error = error

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, kind, *_):
        self.ended.set()
        self.thread.join(120)
        if kind is None:
            if self.error is not None:
                raise AssertionError(f"what was to happen meanwhile went wrong: {self.error}")
            if not self.done:
                raise AssertionError("what was to happen meanwhile did not happen")
