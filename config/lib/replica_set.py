"""Makes mongods on 127.0.0.1 the replica set rs0 and waits until it takes writes.

  replica_set.py [--seconds 60] [--pid PID] PORT [PORT…]

New data gets the set initiated; data that knows its members by other ports gets them renamed. Speaks just enough of
MongoDB's wire protocol (OP_MSG, BSON) to need no shell and no driver.
"""
import argparse
import os
import socket
import struct
import sys
import time

SET = "rs0"
OP_MSG = 2013


def encode(document):
    out = b""
    for key, value in document.items():
        name = key.encode() + b"\0"
        if isinstance(value, bool):
            out += b"\x08" + name + bytes([value])
        elif isinstance(value, int):
            out += b"\x10" + name + struct.pack("<i", value)
        elif isinstance(value, str):
            text = value.encode() + b"\0"
            out += b"\x02" + name + struct.pack("<i", len(text)) + text
        elif isinstance(value, list):
            out += b"\x04" + name + encode({str(i): item for i, item in enumerate(value)})
        else:
            out += b"\x03" + name + encode(value)
    return struct.pack("<i", len(out) + 5) + out + b"\0"


# The bytes that a value of each fixed-size BSON type takes.
FIXED = {0x01: 8, 0x06: 0, 0x07: 12, 0x08: 1, 0x09: 8, 0x0A: 0, 0x10: 4, 0x11: 8, 0x12: 8, 0x13: 16, 0x7F: 0, 0xFF: 0}


def decode(data):
    """The strings, numbers, booleans, documents and arrays of a document; other values come back as bytes."""
    document, at = {}, 4
    while data[at]:
        kind, end = data[at], data.index(b"\0", at + 1)
        key, at = data[at + 1 : end].decode(), end + 1
        if kind in FIXED:
            size = FIXED[kind]
        else:
            size = struct.unpack_from("<i", data, at)[0]
            size += {0x02: 4, 0x05: 5}.get(kind, 0)
        raw, at = data[at : at + size], at + size
        if kind == 0x01:
            raw = struct.unpack("<d", raw)[0]
        elif kind == 0x02:
            raw = raw[4:-1].decode(errors="replace")
        elif kind == 0x03:
            raw = decode(raw)
        elif kind == 0x04:
            raw = list(decode(raw).values())
        elif kind == 0x08:
            raw = raw != b"\0"
        elif kind in (0x10, 0x12):
            raw = int.from_bytes(raw, "little", signed=True)
        document[key] = raw
    return document


def receive(connection, count):
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            raise ConnectionError("mongod closed the connection")
        data += part
    return data


def command(port, **fields):
    body = struct.pack("<IB", 0, 0) + encode({**fields, "$db": "admin"})
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(struct.pack("<iiii", 16 + len(body), 1, 0, OP_MSG) + body)
        length = struct.unpack("<i", receive(connection, 16)[:4])[0] - 16
        return decode(receive(connection, length)[5:])


def takes_writes(port):
    try:
        return command(port, hello=1).get("isWritablePrimary", False)
    except OSError:
        return False


def advance(ports):
    """Does what the set needs next; true once one of its members takes writes."""
    if any(takes_writes(port) for port in ports):
        return True
    hosts = [f"127.0.0.1:{port}" for port in ports]
    members = [{"_id": index, "host": host} for index, host in enumerate(hosts)]
    # On one machine two silent seconds mean that the primary is gone; the default of ten is for networks.
    settings = {"electionTimeoutMillis": 2000}
    wanted = {"_id": SET, "version": 1, "protocolVersion": 1, "members": members, "settings": settings}
    status = command(ports[0], replSetGetStatus=1)
    # A node whose data names no set yet is not initialised (94); one that is not in its own configuration is
    # REMOVED, and says so as an invalid configuration (93).
    if status.get("code") == 94:
        command(ports[0], replSetInitiate=wanted)
    elif status.get("code") == 93 or status.get("myState") == 10:
        command(ports[0], replSetReconfig=wanted, force=True)
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("ports", type=int, nargs="+", metavar="PORT")
    parser.add_argument("--pid", type=int, help="give up when this process is gone")
    options = parser.parse_args()
    end, trouble = time.monotonic() + options.seconds, "no primary"
    while time.monotonic() < end:
        try:
            if advance(options.ports):
                return
        except OSError as error:
            trouble = str(error)
        if options.pid and not os.path.exists(f"/proc/{options.pid}"):
            sys.exit(f"process {options.pid} ended")
        time.sleep(0.05)
    sys.exit(f"replica set {SET} on {options.ports}: not writable within {options.seconds:.0f} s ({trouble})")


if __name__ == "__main__":
    main()
