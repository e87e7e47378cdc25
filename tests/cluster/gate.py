"""The way to the object store: a server that passes bytes on, and that goes away when it is told to, or when a certain object
is asked for. To be away is to refuse connections, as a store does that is restarted."""
import re, socket, threading, time


class Gate:
    def __init__(self, address, target):
        self.target = target
        self.lock = threading.Lock()
        self.connections = set()
        self.traps = []  # pattern, what says that it is over
        self.sprung = []
        self.listener = None
        self.address = (address, 0)
        self.open()
        self.endpoint = f"http://{self.address[0]}:{self.address[1]}"

    def open(self):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(self.address)
        listener.listen(64)
        self.address = listener.getsockname()
        self.listener = listener
        threading.Thread(target=self.accept, args=(listener,), daemon=True).start()

    def shut(self):
        """Refuses from now on, and ends what is under way."""
        with self.lock:
            listener, self.listener = self.listener, None
            connections, self.connections = self.connections, set()
        if listener:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for connection in connections:
            end(connection)

    def away(self, over):
        """Until over() is true."""
        def come_back():
            while not over():
                time.sleep(0.1)
            self.open()
        self.shut()
        threading.Thread(target=come_back, daemon=True).start()

    def trap(self, pattern, over):
        """The first request whose path matches finds the store gone, which is back once over() is true."""
        with self.lock:
            self.traps.append((re.compile(pattern.encode()), over))

    def accept(self, listener):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self.target, timeout=10)
                server.settimeout(None)
            except OSError:
                end(client)
                continue
            with self.lock:
                self.connections |= {client, server}
            threading.Thread(target=self.pump, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self.pump, args=(server, client, False), daemon=True).start()

    def pump(self, source, sink, watch):
        try:
            while data := source.recv(65536):
                if watch and self.caught(data):
                    return
                sink.sendall(data)
        except OSError:
            pass
        finally:
            end(source)
            end(sink)
            with self.lock:
                self.connections -= {source, sink}

    def caught(self, data):
        line = data.split(b"\r\n", 1)[0]
        if not re.match(rb"[A-Z]+ \S+ HTTP/1\.1$", line):
            return False
        with self.lock:
            hit = next((t for t in self.traps if t[0].search(line)), None)
            if not hit:
                return False
            self.traps.remove(hit)
            self.sprung.append(line.decode())
        self.away(hit[1])
        return True


def end(connection):
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    connection.close()
