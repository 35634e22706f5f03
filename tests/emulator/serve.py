"""Runs the emulator until standard input ends, so that it never outlives whoever started it.

    serve.py PORT
"""

import os
import sys
import threading


def stop_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=stop_with_parent, daemon=True).start()
    from moto.server import main

    main(["-H", "127.0.0.1", "-p", sys.argv[1]])
