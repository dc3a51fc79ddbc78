"""
Moto on a free port of 127.0.0.1, whose number is the first line of the output. Ends when the input does: then the parent has stopped it,
or is no more, however it ended.
"""
import sys

from moto.moto_server.threaded_moto_server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
