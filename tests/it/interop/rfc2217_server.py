"""Serves the serial port DEVICE by RFC 2217 with pyserial; prints the port number."""

import socket
import sys
import threading

import serial
import serial.rfc2217


class PseudoTerminal(serial.Serial):
    """Has 8 data bits, no parity and no modem lines, whatever it is asked for."""

    def _reconfigure_port(self, *args, **kwargs):
        self._bytesize, self._parity = serial.EIGHTBITS, serial.PARITY_NONE
        super()._reconfigure_port(*args, **kwargs)

    def _update_dtr_state(self):
        pass

    def _update_rts_state(self):
        pass

    cts = dsr = ri = cd = property(lambda self: False)


class Connection:
    def __init__(self, stream):
        self.stream = stream
        self.lock = threading.Lock()

    def write(self, data):
        with self.lock:
            self.stream.sendall(data)


def serve(stream):
    port = PseudoTerminal(sys.argv[1], 1200, timeout=0.05)
    connection = Connection(stream)
    manager = serial.rfc2217.PortManager(port, connection)
    ended = threading.Event()

    def hear():
        while not ended.is_set():
            data = port.read(port.in_waiting or 1)
            if data:
                connection.write(b"".join(manager.escape(data)))

    thread = threading.Thread(target=hear, daemon=True)
    thread.start()
    try:
        while data := stream.recv(1024):
            port.write(b"".join(manager.filter(data)))
    finally:
        ended.set()
        thread.join()
        port.close()


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    client, _ = listener.accept()
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with client:
        serve(client)
